"""The days planned visits are counted from, read from the records: birth, discharge, pregnancy, delivery."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from healthdesk.domain.forms.answers import as_date
from healthdesk.domain.forms.maternal import begun_on
from healthdesk.domain.programmes.plan import Anchor

ANSWERED: Mapping[str, Anchor] = {
    "delivery_date": Anchor.DELIVERY,
    "discharge_date": Anchor.DISCHARGE,
}
"""Link ids whose answer is such a day; that of a pregnancy follows from two of them."""


def anchors(
    born: date | None, records: Sequence[tuple[str, date, Mapping[str, Any]]]
) -> Mapping[Anchor, date]:
    """The known anchors. A record is form key, day of service, answers; oldest first, the last leads."""
    found: dict[Anchor, date] = {} if born is None else {Anchor.BIRTH: born}
    for _, _, answers in records:
        if begun := begun_on(answers):
            found[Anchor.PREGNANCY] = begun
        for link_id, anchor in ANSWERED.items():
            if day := as_date(answers.get(link_id)):
                found[anchor] = day
    return found
