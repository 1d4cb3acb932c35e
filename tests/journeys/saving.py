"""A program that registers and follows up without end, saying each save that is done. Killed by a test."""

import itertools
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from healthdesk.desk import Desk, Environment
from healthdesk.services.doses import NewDose
from healthdesk.services.stock_rows import Receipt
from tests.builders import PASSWORD, SOFT, some_answers
from tests.desks import FULL_VISIT

LOT, RECEIVED = "202603018", 100_000


def main() -> None:
    """Save until killed; every line on stdout names a record that was acknowledged."""
    desk = Desk.open(Path(sys.argv[1]), "admin", PASSWORD, Environment(hardness=SOFT))
    print("open", flush=True)
    today = desk.clock.today()
    expires_on = today + timedelta(days=300)
    if not desk.stock.lots():
        arrived = Receipt("influenza", LOT, "某厂", expires_on, RECEIVED, Decimal("4.5"), doses_per_vial=5)
        desk.stock_book.receive(arrived)
    for number in itertools.count():
        filling = desk.residents.start()
        for link_id, value in some_answers(name=f"王{number}").items():
            filling = filling.answer(link_id, value)
        resident = desk.residents.register(filling)
        print(f"resident {resident}", flush=True)
        dose = NewDose("influenza", today, LOT, expires_on)
        print(f"dose {desk.immunization.record(resident, dose).id}", flush=True)
        sheet = desk.visits.start(resident, "hypertension").filling
        for link_id, value in FULL_VISIT.items():
            sheet = sheet.answer(link_id, value)
        print(f"visit {desk.visits.sign(resident, 'hypertension', sheet).id}", flush=True)


if __name__ == "__main__":
    main()
