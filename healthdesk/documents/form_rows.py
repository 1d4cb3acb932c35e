"""Which rows a form has on paper: items that share a line stand in one row, sections become groups."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from healthdesk.domain.forms.definition import Form, Item
from healthdesk.domain.forms.layout import Cell, Layout

IN_HEAD = frozenset({"name", "archive_no8"})  # the form's own lines for what stands in the head of the page


@dataclass(frozen=True, slots=True)
class RowCell:
    """An item with the words before and after its field, as its layout gives them.

    Without words of its own a further item on a line is introduced by `intro`, a number followed by `unit`.
    """

    item: Item
    before: str
    intro: str
    after: str
    unit: str
    width: int | None


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the table. `group` is the section's title when the section has more than this row.

    `room` is how many lines it has at least.
    """

    group: str
    label: str
    cells: tuple[RowCell, ...]
    room: int


def form_rows(form: Form, layout: Layout) -> tuple[FormRow, ...]:
    """The printed rows in paper order."""
    rows = tuple(_ungrouped(form, layout))
    sizes = Counter(group for group, _, _ in rows)
    return tuple(
        FormRow(group if sizes[group] > 1 else "", label, cells, _room(cells, layout))
        for group, label, cells in rows
    )


def _room(cells: tuple[RowCell, ...], layout: Layout) -> int:
    return max(layout.room.get(cell.item.link_id, 1) for cell in cells)


def _ungrouped(form: Form, layout: Layout) -> Iterator[tuple[str, str, tuple[RowCell, ...]]]:
    done: set[str] = set()
    for item in form.leaves():
        if item.link_id in done or item.link_id in IN_HEAD or not _is_printed(form, item):
            continue
        line = layout.line_of(item.link_id)
        found = [cell for cell in line.cells if form.has(cell.link_id)] if line else [Cell(item.link_id)]
        cells = [cell for cell in found if _is_printed(form, form.item(cell.link_id))]
        done |= {cell.link_id for cell in cells}
        parents = form.parents(item.link_id)
        label = line.label if line and len(cells) > 1 else item.text
        yield (
            parents[0].text if parents else "",
            label,
            tuple(
                _row_cell(form.item(cell.link_id), cell, is_first=not place)
                for place, cell in enumerate(cells)
            ),
        )


def _row_cell(item: Item, cell: Cell, *, is_first: bool) -> RowCell:
    return RowCell(
        item=item,
        before=cell.before,
        intro="" if is_first or cell.before else item.text,
        after=cell.after or "",
        unit=(item.unit or "") if cell.after is None else "",
        width=cell.width,
    )


def _is_printed(form: Form, item: Item) -> bool:
    shown = (item, *form.parents(item.link_id))
    return all(one.is_printed and not one.is_hidden for one in shown)
