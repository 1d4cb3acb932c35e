"""Signing what is on the sheet, and the sentence that says what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from healthdesk.domain.access import Permission
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.rows import SignedVisit
from healthdesk.services.settling import Overrule, Written
from ui.kit.i18n import translate
from ui.screens.visit.judged import day_words
from ui.screens.visit.opening import Opened

if TYPE_CHECKING:
    from healthdesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that signing needs, taken from the window before it leaves the main thread."""

    opened: Opened
    fillings: Sequence[Filling]
    overrules: Mapping[int, Overrule]
    amend_reason: str
    is_incomplete: bool


def carry_out(desk: "Desk", order: Order) -> tuple[SignedVisit, ...]:
    """Sign the sheets, all or none, or amend the one. Raises what the service raises."""
    opened = order.opened
    if opened.visit_id:
        return (_amended(desk, order),)
    sheets = [
        Written(key, filling, order.overrules.get(at))
        for at, (key, filling) in enumerate(zip(opened.programmes, order.fillings, strict=True))
    ]
    return desk.visits.sign_together(opened.card.id, sheets, is_incomplete=order.is_incomplete)


def _amended(desk: "Desk", order: Order) -> SignedVisit:
    """A doctor's class that was taken back gives way to the rules'; who may not overrule leaves it so."""
    opened, filling, overrule = order.opened, order.fillings[0], order.overrules.get(0)
    if opened.standing is not None and overrule is None:
        filling = filling.answer("class", opened.sheets[0].judge(filling).grade)
    return desk.visits.amend(
        opened.visit_id,
        filling,
        order.amend_reason,
        opened_version=opened.row_version,
        overrule=overrule if desk.seat.may(Permission.OVERRULE) else None,
    )


def sentence(order: Order, signed: Sequence[SignedVisit], today: date) -> str:
    """`王秀英 已签署，下次 12-07 周一`."""
    if order.is_incomplete:
        said = translate("Signing", "{name} 已存为未完整")
    elif order.opened.visit_id:
        said = translate("Signing", "{name} 的随访已改正")
    else:
        said = translate("Signing", "{name} 已签署")
    said = said.format(name=order.opened.card.name)
    nexts = [one.next_due for one in signed if one.next_due is not None]
    if nexts:
        said = translate("Signing", "{said}，下次 {day}").format(said=said, day=day_words(min(nexts), today))
    if any(one.needs_doctor for one in signed):
        said = translate("Signing", "{said}，已转给医生处理").format(said=said)
    return said
