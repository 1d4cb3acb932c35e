"""Form and Item: what a paper form asks, with everything needed to ask it on a screen.

    Form  key "hypertension-visit", version "2017.1", title, items, source
          .leaves()   every item that holds an answer, in paper order (columns of rows not included)
          .item(id)   any item, groups and columns of rows included; NotFound for an unknown id
          .parents(id) the groups around an item, outermost first
    Item  link_id, text, kind, options, unit, is_required, carry, conditions, hard, soft, …

Both are frozen and read from a FHIR R4 Questionnaire by `questionnaire.py`; screen, paper,
import and rules all work on these values and never on the JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from healthdesk.base.errors import NotFound


class Carry(StrEnum):
    """What becomes of the answer of the last visit (workstation.md 5)."""

    NEVER = "never"
    SHOW = "show"
    CONFIRM = "confirm"


class Kind(StrEnum):
    """How an item is asked. MONTH is "YYYY-MM"; ROWS is a table whose columns are `Item.items`.

    CODE is one entry of the code list `Item.codes`, which is too long for boxes.
    """

    GROUP = "group"
    NOTE = "note"
    TEXT = "text"
    LONGTEXT = "longtext"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    MONTH = "month"
    CHOICE = "choice"
    CHOICES = "choices"
    CODE = "code"
    ROWS = "rows"
    SIGNATURE = "signature"


class Operator(StrEnum):
    """The operators of enableWhen."""

    EXISTS = "exists"
    EQUAL = "="
    OTHER = "!="
    ABOVE = ">"
    BELOW = "<"
    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Option:
    """One numbered box. `code` is the official option number; an exclusive one stands alone (无症状)."""

    code: str
    text: str
    is_exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends belong to it; None leaves an end open."""

    low: Decimal | None = None
    high: Decimal | None = None

    def holds(self, value: Decimal | int) -> bool:
        """Whether `value` lies inside."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        return "-".join("" if end is None else f"{end.normalize():f}" for end in (self.low, self.high))


@dataclass(frozen=True, slots=True)
class Condition:
    """One enableWhen: the answer of an earlier item decides whether this one is asked."""

    link_id: str
    operator: Operator
    value: str | int | Decimal | bool


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a form. Limits are in `unit`; `source` names the table row, `confidence` its tag.

    `archive` names the fact of the archive or the centre a fresh sheet is filled from; `fills` is the
    column that takes the text of a code chosen in this one. What is hidden is kept for the rules and drawn
    nowhere.
    """

    link_id: str
    text: str
    kind: Kind
    options: tuple[Option, ...] = ()
    unit: str | None = None
    is_required: bool = False
    carry: Carry = Carry.NEVER
    conditions: tuple[Condition, ...] = ()
    condition_any: bool = False
    hard: Range | None = None
    soft: Range | None = None
    calculated: str | None = None
    is_read_only: bool = False
    initial: str | None = None
    check: tuple[str, ...] = ()
    measure: str | None = None
    codes: str | None = None
    archive: str | None = None
    fills: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    max_choices: int | None = None
    decimals: int | None = None
    items: tuple["Item", ...] = ()
    is_printed: bool = True
    is_hidden: bool = False
    source: str = ""
    confidence: str = ""

    def option(self, code: str) -> Option | None:
        """The option with that number, or None for a number this version does not know."""
        return next((option for option in self.options if option.code == code), None)

    def asks_like(self, other: "Item") -> bool:
        """Whether an answer of the other item means the same here: kind, options, unit and columns agree."""
        columns = [(one.link_id, one.kind, one.options, one.unit) for one in self.items]
        theirs = [(one.link_id, one.kind, one.options, one.unit) for one in other.items]
        mine = (self.kind, self.options, self.unit, self.codes)
        return (mine, columns) == ((other.kind, other.options, other.unit, other.codes), theirs)

    @property
    def holds_answer(self) -> bool:
        """Whether a person or the program answers it (not a group, not a note)."""
        return self.kind not in (Kind.GROUP, Kind.NOTE)


class Noun(StrEnum):
    """What a filled form is kept as. Most are a VISIT: a dated record of a resident."""

    VISIT = "visit"
    RESIDENT = "resident"
    REFERRAL = "referral"
    VACCINATION = "vaccination"
    BACKGROUND = "background"
    CENTRE_RECORD = "centre-record"


@dataclass(frozen=True, slots=True)
class Form:
    """One published version of one official form.

    `service_date` and `next_date` are the link ids of the day of service and of the next visit, `about` of
    what a list shows of a record; empty where the form has none. `items_in_specification` counts the rows its
    place in the specification lists, `difference` says why the form has others. `valid_from` is the day from
    which this version is used, "2017-02-28"; empty when its file does not say.
    """

    key: str
    version: str
    title: str
    items: tuple[Item, ...]
    source: str = ""
    is_draft: bool = False
    noun: Noun = Noun.VISIT
    service_date: str = ""
    next_date: str = ""
    about: str = ""
    confidence: str = ""
    items_in_specification: int = 0
    difference: str = ""
    valid_from: str = ""
    _index: Mapping[str, Item] = field(init=False, repr=False, compare=False)
    _parents: Mapping[str, tuple[Item, ...]] = field(init=False, repr=False, compare=False)
    _leaves: tuple[Item, ...] = field(init=False, repr=False, compare=False)
    _calculated: tuple[Item, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, Item] = {}
        parents: dict[str, tuple[Item, ...]] = {}
        leaves: list[Item] = []
        for item, around in _walk(self.items, ()):
            index[item.link_id] = item
            parents[item.link_id] = around
            if item.holds_answer and not (around and around[-1].kind is Kind.ROWS):
                leaves.append(item)
        object.__setattr__(self, "_index", index)
        object.__setattr__(self, "_parents", parents)
        object.__setattr__(self, "_leaves", tuple(leaves))
        object.__setattr__(self, "_calculated", tuple(item for item in leaves if item.calculated))

    @property
    def is_known(self) -> bool:
        """False for one that stands for a version which is not there: it asks nothing."""
        return bool(self.items)

    def leaves(self) -> Iterator[Item]:
        """Every item that holds an answer, in paper order; a table counts as one item."""
        return iter(self._leaves)

    def calculated(self) -> tuple[Item, ...]:
        """The items a named function fills, in paper order."""
        return self._calculated

    def item(self, link_id: str) -> Item:
        """Any item by its link id. Raises NotFound."""
        if link_id not in self._index:
            raise NotFound("form item", link_id)
        return self._index[link_id]

    def has(self, link_id: str) -> bool:
        """Whether this version of the form knows the link id."""
        return link_id in self._index

    def parents(self, link_id: str) -> tuple[Item, ...]:
        """The groups (or the table) around an item, outermost first."""
        return self._parents[self.item(link_id).link_id]

    def walk(self) -> Iterator[Item]:
        """Every item in paper order: groups, notes, tables, columns."""
        return iter(self._index.values())


def _walk(items: tuple[Item, ...], around: tuple[Item, ...]) -> Iterator[tuple[Item, tuple[Item, ...]]]:
    for item in items:
        yield item, around
        yield from _walk(item.items, (*around, item))
