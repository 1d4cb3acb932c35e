"""Which rows a form has on paper: items that share a line stand in one row, sections become groups."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from healthdesk.domain.forms.definition import Form, Item, Kind, Operator
from healthdesk.domain.forms.layout import Cell, Layout

CHOICES = (Kind.CHOICE, Kind.CHOICES)


@dataclass(frozen=True, slots=True)
class RowCell:
    """An item with the words before and after its field, as its layout gives them.

    Without words of its own a further item on a line is introduced by `intro`, a number followed by `unit`.
    `follows` is the option (of the choice before it on the line) it explains: 其他 ____. `lines` are those
    of a table in the form: which of its columns stand side by side. `digits` are groups of boxes.
    """

    item: Item
    before: str = ""
    intro: str = ""
    after: str = ""
    unit: str = ""
    width: int | None = None
    follows: str = ""
    lines: tuple["FormRow", ...] = ()
    digits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the table. `group` is the section's title when the section has more than this row.

    `room` is how many lines it has at least; on a compact one several choices share a line. `table` and
    `place` say that its cells are columns of that
    row of a table in the form.
    """

    group: str
    label: str
    cells: tuple[RowCell, ...]
    room: int = 1
    is_compact: bool = False
    table: str = ""
    place: int = 0


def form_rows(form: Form, layout: Layout) -> tuple[FormRow, ...]:
    """The printed rows in paper order."""
    rows = tuple(_rows(form, layout))
    sizes = Counter(row.group for row in rows)
    return tuple(row if sizes[row.group] > 1 else replace(row, group="") for row in rows)


def one_by_one(rows: Iterable[FormRow], counts: dict[str, int]) -> Iterator[FormRow]:
    """The rows with tables opened: each line of a table's row becomes a row of the paper, numbered.

    `counts` is how many rows a table has, by its link id.
    """
    for row in rows:
        cell = row.cells[0]
        if cell.item.kind is not Kind.ROWS:
            yield row
            continue
        link_id = cell.item.link_id
        for place in range(counts[link_id]):
            for at, line in enumerate(cell.lines):
                number = str(place + 1) if at == 0 else ""
                yield replace(
                    line, group=row.group or row.label, label=line.label + number, table=link_id, place=place
                )


def _rows(form: Form, layout: Layout) -> Iterator[FormRow]:
    leaves = [item for item in form.leaves() if _is_printed(form, item, layout)]
    for label, cells in _lines(form, leaves, layout):
        parents = form.parents(cells[0].item.link_id)
        room = max(layout.room.get(cell.item.link_id, 1) for cell in cells)
        is_compact = any(cell.item.link_id in layout.compact for cell in cells)
        yield FormRow(parents[0].text if parents else "", label, cells, room, is_compact)


def _lines(form: Form, items: Iterable[Item], layout: Layout) -> Iterator[tuple[str, tuple[RowCell, ...]]]:
    """The items as they share lines; a shared line stands where its first item stands."""
    here = {item.link_id: item for item in items}
    done: set[str] = set()
    for link_id, item in here.items():
        if link_id in done:
            continue
        line = layout.line_of(link_id)
        places = [place for place in line.cells if place.link_id in here] if line else [Cell(link_id)]
        done |= {place.link_id for place in places}
        label = line.label if line and len(places) > 1 else item.text
        if len(places) == 1 and places[0].before in label:
            places = [replace(places[0], before="")]  # the label says it already
        yield label, tuple(_cells(form, layout, [(here[place.link_id], place) for place in places]))


def _cells(form: Form, layout: Layout, places: Iterable[tuple[Item, Cell]]) -> Iterator[RowCell]:
    choices: dict[str, Item] = {}
    is_first = True
    for item, place in places:
        before = place.before.strip()
        follows = _explained(item, choices)
        yield RowCell(
            item=item,
            before="" if before and before in _option_text(item, choices) else before,
            intro="" if is_first or place.before or follows else item.text,
            after=place.after or "",
            unit=(item.unit or "") if place.after is None else "",
            width=place.width,
            follows=follows,
            lines=_columns(form, layout, item),
            digits=layout.digits.get(item.link_id, ()),
        )
        is_first = False
        if item.kind in CHOICES:
            choices[item.link_id] = item


def _columns(form: Form, layout: Layout, item: Item) -> tuple[FormRow, ...]:
    columns = [column for column in item.items if column.is_printed]
    return tuple(FormRow("", label, cells) for label, cells in _lines(form, columns, layout))


def _explained(item: Item, choices: dict[str, Item]) -> str:
    """The option of a choice on the same line that alone asks for this item."""
    if len(item.conditions) != 1 or item.kind in (*CHOICES, Kind.ROWS, Kind.LONGTEXT):
        return ""
    (condition,) = item.conditions
    choice = choices.get(condition.link_id)
    if choice is None or condition.operator is not Operator.EQUAL:
        return ""
    return str(condition.value) if choice.option(str(condition.value)) else ""


def _option_text(item: Item, choices: dict[str, Item]) -> str:
    follows = _explained(item, choices)
    option = choices[item.conditions[0].link_id].option(follows) if follows else None
    return option.text if option else ""


def _is_printed(form: Form, item: Item, layout: Layout) -> bool:
    if item.link_id in layout.head or item.link_id == layout.columns_by:
        return False
    shown = (item, *form.parents(item.link_id))
    return all(one.is_printed and not one.is_hidden for one in shown)
