"""Where the questions of a sheet stand: sections, rows, the items side by side on a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from healthdesk.domain.forms.definition import Item, Kind
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.layout import Cell as Place
from healthdesk.domain.forms.layout import Layout


@dataclass(frozen=True, slots=True)
class Part:
    """One form of the sheet; `mark` is the one character that names its programme (高, 糖)."""

    filling: Filling
    layout: Layout = field(default_factory=Layout)
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field. `parts` are the forms it answers; `place` its words and width from the layout."""

    key: str
    item: Item
    parts: tuple[int, ...]
    place: Place
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Fields side by side under one label."""

    label: str
    cells: tuple[Cell, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A group of the paper form."""

    link_id: str
    title: str
    rows: tuple[Row, ...]

    def questions(self) -> tuple[str, ...]:
        """Their keys, in order."""
        return tuple(cell.key for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about the sheet that answers do not change."""

    sections: tuple[Section, ...]
    cells: Mapping[str, Cell]
    order: tuple[str, ...]
    _place: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _keys: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys: dict[str, tuple[str, ...]] = {}
        for key, cell in self.cells.items():
            keys[cell.item.link_id] = (*keys.get(cell.item.link_id, ()), key)
        object.__setattr__(self, "_keys", keys)
        object.__setattr__(self, "_place", {key: place for place, key in enumerate(self.order)})

    def place(self, key: str | None) -> int:
        """The position of a question; -1 for none."""
        return self._place.get(key, -1) if key else -1

    def key(self, part: int, link_id: str) -> str | None:
        """The question that asks this item of that form, if it is drawn."""
        return next((key for key in self.keys_of(link_id) if part in self.cells[key].parts), None)

    def keys_of(self, link_id: str) -> tuple[str, ...]:
        """All questions about an item of that name."""
        return self._keys.get(link_id, ())


def plan(parts: Sequence[Part], apart: frozenset[str], hidden: frozenset[str]) -> Plan:
    """The plan of a sheet: the first form leads, the others add what only they ask, where they ask it."""
    sections: list[Section] = []
    for at, part in enumerate(parts):
        known = {cell.key: cell for section in sections for row in section.rows for cell in row.cells}
        for section in _sections(at, part, known, apart, hidden):
            _add(sections, section, parts)
    cells = {cell.key: cell for section in sections for row in section.rows for cell in row.cells}
    return Plan(tuple(sections), cells, tuple(cells))


def _sections(
    at: int, part: Part, known: Mapping[str, Cell], apart: frozenset[str], hidden: frozenset[str]
) -> list[Section]:
    form = part.filling.form
    made: list[Section] = []
    for group in form.items:
        leaves = [item for item in _leaves(group) if item.link_id not in hidden and not item.is_hidden]
        rows = _rows(at, part, leaves, known, apart)
        if rows:
            title = part.layout.titles.get(group.link_id, group.text)
            made.append(Section(group.link_id, title, tuple(rows)))
    return made


def _rows(
    at: int, part: Part, leaves: Sequence[Item], known: Mapping[str, Cell], apart: frozenset[str]
) -> list[Row]:
    """A shared line stands where its first field stands on the paper."""
    rows: list[Row] = []
    here = {item.link_id: item for item in leaves}
    for item in leaves:
        line = part.layout.line_of(item.link_id)
        places = [place for place in line.cells if place.link_id in here] if line else [Place(item.link_id)]
        if places[0].link_id != item.link_id:
            continue
        differs = any(_differs(known.get(place.link_id), here[place.link_id], apart) for place in places)
        shared = {} if differs else {p.link_id: known[p.link_id] for p in places if p.link_id in known}
        cells = tuple(
            replace(shared[place.link_id], parts=(*shared[place.link_id].parts, at))
            if place.link_id in shared
            else _cell(at, part, here[place.link_id], place, known.get(place.link_id))
            for place in places
        )
        rows.append(Row((line.short or line.label) if line else item.text, cells))
    return rows


def _cell(at: int, part: Part, item: Item, place: Place, before: Cell | None) -> Cell:
    """A field of its own; `before` is the other form's question of that name, asked differently."""
    key = item.link_id if before is None else f"{part.filling.form.key}.{item.link_id}"
    return Cell(key, item, (at,), place, item.link_id in part.layout.folded)


def _differs(before: Cell | None, item: Item, apart: frozenset[str]) -> bool:
    if before is None:
        return False
    return item.link_id in apart or before.item.text != item.text or not before.item.asks_like(item)


def _add(sections: list[Section], new: Section, parts: Sequence[Part]) -> None:
    """Put a section into the sheet: shared fields stay where they are, its own follow their neighbours."""
    where = next((at for at, old in enumerate(sections) if old.link_id == new.link_id), None)
    if where is None:
        sections.append(new)
        return
    rows = list(sections[where].rows)
    after = -1
    for row in new.rows:
        at = _shared_row(rows, row)
        if at is not None:
            rows[at] = _merged(rows[at], row)
            after = at
            continue
        differing = {cell.item.link_id for cell in row.cells}
        twin = next(
            (i for i, old in enumerate(rows) if differing & {c.item.link_id for c in old.cells}), None
        )
        if twin is not None:
            rows[twin] = replace(rows[twin], mark=parts[rows[twin].cells[0].parts[0]].mark)
            row = replace(row, mark=parts[row.cells[0].parts[0]].mark)
            after = max(after, twin)
        after += 1
        rows.insert(after, row)
    sections[where] = replace(sections[where], rows=tuple(rows))


def _shared_row(rows: Sequence[Row], row: Row) -> int | None:
    keys = {cell.key for cell in row.cells}
    return next((at for at, old in enumerate(rows) if keys & {cell.key for cell in old.cells}), None)


def _merged(old: Row, new: Row) -> Row:
    """The old row with its shared cells renewed and the new one's own cells behind them."""
    renewed = {cell.key: cell for cell in new.cells}
    kept = tuple(renewed.pop(cell.key, cell) for cell in old.cells)
    return replace(old, cells=(*kept, *renewed.values()))


def _leaves(group: Item) -> list[Item]:
    """What holds an answer in a group, in paper order; a table counts as one item."""
    if group.holds_answer:
        return [group]
    return [leaf for item in group.items for leaf in _leaves(item)]


def is_wide(item: Item) -> bool:
    """Whether a field wants the whole line."""
    return item.kind in (Kind.LONGTEXT, Kind.ROWS)
