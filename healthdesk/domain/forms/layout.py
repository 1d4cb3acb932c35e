"""Geometry of a form for screen and paper: which items share a line, and the words between them.

    {"form": "hypertension-visit",
     "lines": [{"label": "血压", "cells": [{"item": "sbp", "after": ""}, {"item": "dbp", "before": "/"}]}],
     "folded": ["smoke_target"], "quick": ["visit_date", "sbp", "dbp", "next_date"],
     "room": {"tests": 3}, "titles": {"section_drugs": "用药"}}

A cell shows `before`, the field (`width` in characters), and `after` (by default the item's unit, which
`"after": ""` suppresses). Items in no line stand on a line of their own, in paper order, under their own
text. `folded` items are shown on screen only when wanted or answered, on paper always. `quick` are all
that a quick record asks; a form without them has no quick record. `room` is how many lines a long text has
on paper at least, `"columns": 4` that so many visits stand beside each other there, and `"columns_by":
"visit_key"` that each has the column of its option of that item. A line's `short` label and the `titles`
of sections are for the screen, where the official words would not fit; `short_title` is what tabs call the
form.

For paper alone: `"head": []` says which items stand in the head of every page (by default name and number);
`"a5": true` that it may be printed on A5 too, as a letter always may; `"digits": {"id_no": [18]}` writes an
answer into boxes; `"open": {"size": 14, "pitch": 15}` sets lines without a table; `"register": 14` makes a
list of that many lines, one for each record; `"letter"` names a paper of stub and sheet in
resources/documents. A table inside a form has lines of its columns. `"pairs": [["eye", "limbs"]]` sets two
rows of a ruled paper, named by their first items, side by side; `"compact": ["abo"]` lets the choices of a
line stand behind one another; `"scale": ["q1", "q2"]` gives every option of these questions a cell of its
own; `"label": 84` makes their labels so many millimetres wide.
`"across": {"labels": ["体质辨识"], "columns": [{"title": "气虚质", "cells": [["score_qi"]]}]}` sets a
section in columns: for each label one row, with the items that stand in it in every column.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Cell:
    """One item on a line. `after` None means the unit of the item."""

    link_id: str
    before: str = ""
    after: str | None = None
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Items side by side under one label; `short` is the label on the screen, where there is one."""

    label: str
    cells: tuple[Cell, ...]
    short: str = ""

    @property
    def link_ids(self) -> tuple[str, ...]:
        """The items on the line, left to right."""
        return tuple(cell.link_id for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Open:
    """Paper that is no table. `size` and `title` are points of type; the other lengths are millimetres.

    `pitch` is from line to line, `label` the width of the labels (without it they stand above the answers),
    `above` the room under the title.
    """

    size: float
    pitch: float
    label: float = 0.0
    title: float = 16.0
    above: float = 0.0
    is_framed: bool = False


@dataclass(frozen=True, slots=True)
class Across:
    """A column of a section that is set across: its title, and the items in each of the rows."""

    title: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All lines with more than one item, or with a label of their own, and what the paper looks like."""

    lines: tuple[Line, ...] = ()
    folded: frozenset[str] = frozenset()
    quick: frozenset[str] = frozenset()
    room: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    columns: int = 1
    columns_by: str = ""
    short_title: str = ""
    head: frozenset[str] = frozenset({"name", "archive_no8"})
    digits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    open: Open | None = None
    register: int = 0
    letter: str = ""
    is_a5: bool = False
    pairs: Mapping[str, str] = field(default_factory=dict)
    compact: frozenset[str] = frozenset()
    label: float = 0.0
    scale: frozenset[str] = frozenset()
    across: tuple[Across, ...] = ()
    across_labels: tuple[str, ...] = ()
    _by_item: Mapping[str, Line] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_item = {link_id: line for line in self.lines for link_id in line.link_ids}
        object.__setattr__(self, "_by_item", by_item)

    def line_of(self, link_id: str) -> Line | None:
        """The line an item shares, or None when it stands alone."""
        return self._by_item.get(link_id)


def read_layout(raw: bytes) -> Layout:
    """The layout of a file. Raises InvalidInput."""
    try:
        document = canonical.decode(raw)
        usual = Layout()
        return Layout(
            lines=tuple(_line(line) for line in document.get("lines", ())),
            folded=frozenset(document.get("folded", ())),
            quick=frozenset(document.get("quick", ())),
            columns=int(document.get("columns", 1)),
            columns_by=str(document.get("columns_by", "")),
            short_title=str(document.get("short_title", "")),
            room={link_id: int(lines) for link_id, lines in document.get("room", {}).items()},
            titles={link_id: str(title) for link_id, title in document.get("titles", {}).items()},
            head=frozenset(document.get("head", usual.head)),
            digits={link_id: tuple(groups) for link_id, groups in document.get("digits", {}).items()},
            register=int(document.get("register", 0)),
            letter=str(document.get("letter", "")),
            is_a5=bool(document.get("a5", "letter" in document)),
            compact=frozenset(document.get("compact", ())),
            label=float(document.get("label", 0)),
            scale=frozenset(document.get("scale", ())),
            pairs={str(left): str(right) for left, right in document.get("pairs", ())},
            across=tuple(_across(node) for node in document.get("across", {}).get("columns", ())),
            across_labels=tuple(document.get("across", {}).get("labels", ())),
            open=_open(document["open"]) if "open" in document else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InvalidInput("layout", "unreadable") from None


def _across(node: Mapping[str, Any]) -> Across:
    return Across(node["title"], tuple(tuple(row) for row in node["cells"]))


def _open(node: Mapping[str, Any]) -> Open:
    lengths = {name: float(value) for name, value in node.items() if name != "is_framed"}
    return Open(**lengths, is_framed=bool(node.get("is_framed", False)))


def _line(node: Mapping[str, Any]) -> Line:
    return Line(node["label"], tuple(_cell(cell) for cell in node["cells"]), node.get("short", ""))


def _cell(node: Mapping[str, Any]) -> Cell:
    return Cell(node["item"], node.get("before", ""), node.get("after"), node.get("width"))
