"""A filling with something in every item of any form, the same every time; all of it invented."""

from decimal import Decimal
from typing import Any

from healthdesk.domain.codes import shipped
from healthdesk.domain.forms.answers import Answers, normalise
from healthdesk.domain.forms.definition import Form, Item, Kind

DAY = "2026-11-02"
WORDS = {Kind.TEXT: "某项说明", Kind.LONGTEXT: "第一行说明\n第二行说明", Kind.SIGNATURE: "张建国"}


def full(form: Form) -> Answers:
    """Every item that holds an answer, asked or not: the first option, the lowest number, one row."""
    return normalise(form, {item.link_id: value(item) for item in form.leaves()})


def value(item: Item) -> Any:
    """Something the item takes."""
    match item.kind:
        case Kind.CHOICE | Kind.CODE:
            return (item.options or shipped().get(item.codes or "").codes)[0].code
        case Kind.CHOICES:
            return [option.code for option in item.options[: item.max_choices or len(item.options)]]
        case Kind.DATE:
            return DAY
        case Kind.MONTH:
            return DAY[:7]
        case Kind.INTEGER:
            return int(_low(item))
        case Kind.DECIMAL:
            return Decimal(_low(item)).quantize(Decimal(1).scaleb(-(item.decimals or 0)))
        case Kind.ROWS:
            return [{column.link_id: value(column) for column in item.items if column.holds_answer}]
    return WORDS[item.kind][: item.max_length or 100]


def _low(item: Item) -> Decimal:
    return item.hard.low if item.hard and item.hard.low is not None else Decimal(1)
