"""Which filling stands in which column of which sheet, and what is not done at that visit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from healthdesk.domain.forms.answers import Answers
from healthdesk.domain.forms.conditions import closed
from healthdesk.domain.forms.definition import Form, Option
from healthdesk.domain.forms.layout import Layout


@dataclass(frozen=True, slots=True)
class Column:
    """One filling, or room for one. `title` stands above it; what is `closed` at this visit has dashes."""

    answers: Answers = field(default_factory=dict)
    title: str = ""
    closed: frozenset[str] = frozenset()

    def has(self, link_id: str) -> bool:
        """Whether the item is done at this visit; what was answered all the same is never left out."""
        return link_id not in self.closed or link_id in self.answers


Sheet = tuple[Column, ...]


def sheets(form: Form, layout: Layout, fillings: Sequence[Answers]) -> tuple[Sheet, ...]:
    """The fillings, oldest first, on sheets of as many columns as the paper has; none: blank sheets."""
    if not layout.columns_by:
        found = tuple(_in_order(layout.columns, fillings))
        return found or (tuple([Column()] * layout.columns),)
    options = form.item(layout.columns_by).options
    known = {option.code for option in options}
    placed: list[Sheet] = []
    for start in range(0, len(options), layout.columns):
        placed += _by_option(form, layout, options[start : start + layout.columns], fillings)
    others = [one for one in fillings if one.get(layout.columns_by) not in known]
    return (*placed, *_in_order(layout.columns, others, layout.columns_by))


def _in_order(count: int, fillings: Sequence[Answers], titled_by: str = "") -> Iterator[Sheet]:
    """As they come; a code that no column has stands above its filling as it is."""
    for start in range(0, len(fillings), count):
        here = [Column(one, str(one.get(titled_by, ""))) for one in fillings[start : start + count]]
        yield tuple([*here, *[Column()] * count][:count])


def _by_option(
    form: Form, layout: Layout, options: Sequence[Option], fillings: Sequence[Answers]
) -> Iterator[Sheet]:
    """Sheets with a column for each option; a visit made twice needs a second sheet."""
    waiting = {
        option.code: [one for one in fillings if one.get(layout.columns_by) == option.code]
        for option in options
    }
    count = max(len(found) for found in waiting.values()) if fillings else 1
    for number in range(count):
        yield tuple(
            _column(form, layout, option, waiting[option.code][number : number + 1]) for option in options
        )


def _column(form: Form, layout: Layout, option: Option, filling: Sequence[Answers]) -> Column:
    out = closed(form, layout.columns_by, option.code)
    return Column(filling[0] if filling else {}, option.text, out)
