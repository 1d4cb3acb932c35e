"""What the COPD form computes and asks for (archive-chronic/15, a draft)."""

from collections.abc import Callable, Mapping

from healthdesk.domain.forms.answers import Answer, as_date
from healthdesk.domain.forms.subject import Known

_TELEPHONE = "3"
_NOT_INHALED = ("", "1")


def _last_spirometry(known: Known) -> Answer | None:
    """The newest date that is known: of this visit, or of an earlier one."""
    dates = (known.answers.get("fev1_date"), known.last.get("last_spirometry"), known.last.get("fev1_date"))
    days = [day for day in map(as_date, dates) if day is not None]
    return max(days).isoformat() if days else None


def _meets(known: Known) -> bool:
    return known.answers.get("mode") != _TELEPHONE


def _inhales(known: Known) -> bool:
    drugs = known.answers.get("drugs")
    rows = [row for row in drugs if isinstance(row, Mapping)] if isinstance(drugs, tuple) else []
    return any(row.get("drug_device", "") not in _NOT_INHALED for row in rows)


CALCULATIONS: dict[str, Callable[[Known], Answer | None]] = {"last-spirometry": _last_spirometry}
NEEDED: dict[str, Callable[[Known], bool]] = {
    "when-face-to-face": _meets,
    "when-inhaling": _inhales,
}
