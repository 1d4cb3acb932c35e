"""A program that registers and follows up without end, saying each save that is done. Killed by a test."""

import itertools
import sys
from pathlib import Path

from healthdesk.desk import Desk, Environment
from tests.builders import PASSWORD, SOFT, some_answers
from tests.desks import FULL_VISIT


def main() -> None:
    """Save until killed; every line on stdout names a record that was acknowledged."""
    desk = Desk.open(Path(sys.argv[1]), "admin", PASSWORD, Environment(hardness=SOFT))
    print("open", flush=True)
    for number in itertools.count():
        filling = desk.residents.start()
        for link_id, value in some_answers(name=f"王{number}").items():
            filling = filling.answer(link_id, value)
        resident = desk.residents.register(filling)
        print(f"resident {resident}", flush=True)
        sheet = desk.visits.start(resident, "hypertension").filling
        for link_id, value in FULL_VISIT.items():
            sheet = sheet.answer(link_id, value)
        print(f"visit {desk.visits.sign(resident, 'hypertension', sheet).id}", flush=True)


if __name__ == "__main__":
    main()
