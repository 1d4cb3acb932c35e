"""A sheet with an unremarkable answer to everything that is asked, for pictures and trials; all invented."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from healthdesk.base.calendar import add_days
from healthdesk.domain.codes import shipped
from healthdesk.domain.forms.definition import Item, Kind
from healthdesk.domain.forms.filling import Filling

_UNREMARKABLE = frozenset({"未见异常", "正常", "无", "未发现", "体检无异常", "没有症状", "可顺利完成"})
"""Options that say all is well; without one the first option is taken."""

_WORDS = "无"
_NEXT_DAYS = 90


def filled_in(filling: Filling, answers: Mapping[str, Any], leave: Collection[str] = ()) -> Filling:
    """These answers in their order, carried ones kept, then every gap with an unremarkable one.

    The gaps in `leave` stay open, for what the rules propose.
    """
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    filling = filling.confirm(*filling.carried())
    tried = set(leave)
    while gaps := [gap for gap in filling.gaps() if gap not in tried]:
        gap = gaps[0]
        tried.add(gap)
        item = filling.form.item(_table_of(filling, gap))
        filling = filling.answer(item.link_id, _usual(item, filling))
    return filling


def plain_answer(item: Item, text: str, day: date) -> Any:
    """The first option, one of what is counted, `day` where one is asked, `text` where words are."""
    match item.kind:
        case Kind.CHOICE:
            return item.options[0].code
        case Kind.CHOICES:
            return [item.options[0].code]
        case Kind.DATE:
            return day.isoformat()
        case Kind.INTEGER | Kind.DECIMAL:
            return 1
    return text


def _table_of(filling: Filling, link_id: str) -> str:
    """The table a column stands in, or the item itself."""
    around = filling.form.parents(link_id)
    return around[-1].link_id if around and around[-1].kind is Kind.ROWS else link_id


def _usual(item: Item, filling: Filling) -> Any:
    match item.kind:
        case Kind.CHOICE:
            return _option(item)
        case Kind.CHOICES:
            return [_option(item)]
        case Kind.CODE:
            return shipped().get(item.codes or "").codes[0].code
        case Kind.DATE:
            is_next = item.link_id == filling.form.next_date
            today = filling.subject.today
            return (add_days(today, _NEXT_DAYS) if is_next else today).isoformat()
        case Kind.INTEGER | Kind.DECIMAL:
            return _middle(item)
        case Kind.ROWS:
            return [{one.link_id: _usual(one, filling) for one in item.items if one.is_required}]
    return _WORDS


def _option(item: Item) -> str:
    well = (one.code for one in item.options if one.text in _UNREMARKABLE)
    return next(well, item.options[0].code)


def _middle(item: Item) -> str:
    """The middle of what is usual, as a person would write it."""
    limits = item.soft or item.hard
    low = limits.low if limits and limits.low is not None else Decimal(1)
    high = limits.high if limits and limits.high is not None else low
    return str(
        round((low + high) / 2, item.decimals or 0) if item.kind is Kind.DECIMAL else int(low + high) // 2
    )
