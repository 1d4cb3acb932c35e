"""Which papers belong to a sheet: the official form of each programme that is written on it."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from healthdesk.domain.forms.definition import Form
from healthdesk.services.rows import SignedVisit
from ui.kit import words
from ui.kit.i18n import translate
from ui.screens.visit.opening import Opened
from ui.screens.visit.signing import Order

Papers: TypeAlias = Mapping[str, Any]
"""What the paper screen is opened with."""


def papers(opened: Opened | None, signed: Papers) -> Papers:
    """The record that is open, the blank forms of a sheet that is being written, or what was just signed."""
    if opened is None:
        return signed
    what = _named([sheet.filling.form for sheet in opened.sheets])
    if opened.visit_id:
        return {**what, "visit_id": opened.visit_id, "whose": opened.card.id}
    return what


def signed_papers(order: Order, signed: Sequence[SignedVisit]) -> Papers:
    """Every record that came of the sheet."""
    what = _named([one.form for one in order.fillings])
    return {**what, "visit_ids": [one.id for one in signed], "whose": order.opened.card.id}


def _named(forms: Sequence[Form]) -> Papers:
    return {"title": _title(forms), "forms": [form.key for form in forms]}


def _title(forms: Sequence[Form]) -> str:
    if len(forms) == 1:
        return forms[0].title
    return translate("VisitPapers", "{first} 等 {count} 张表").format(
        first=words.of_form(forms[0].title), count=len(forms)
    )
