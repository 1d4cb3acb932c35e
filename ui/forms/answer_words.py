"""Answers as words: what stands under "last time" and in fields that nobody types into."""

from collections.abc import Mapping

from healthdesk.domain.codes import text_of
from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.definition import Item, Kind
from healthdesk.domain.forms.wording import answered
from ui.kit import words


def answer_words(item: Item, value: Answer | None) -> str:
    """`1 无症状`, `146`, `2026-08-11`, `氨氯地平 5 mg`. Empty for no answer."""
    match value:
        case None:
            return ""
        case str() if item.codes and not item.fills:
            if item.kind is Kind.CODE:
                return words.of_form(text_of(item.codes, value))
            return words.of_form(answered(item, value))
        case str():
            return _option(item, value)
        case tuple():
            return words.listed(
                _row(item, one) if isinstance(one, Mapping) else _option(item, one) for one in value
            )
    return str(value)


def _option(item: Item, code: str) -> str:
    known = item.option(code)
    if known is None:
        return code
    said = words.of_form(known.text)
    return f"{int(code)} {said}" if code.isdecimal() else said


def _row(item: Item, row: Mapping[str, Answer]) -> str:
    known = [(column, row[column.link_id]) for column in item.items if column.link_id in row]
    return " ".join(answer_words(column, cell) for column, cell in known)
