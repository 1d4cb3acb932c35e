"""How the child's card is laid out: columns of ages, rows of vaccines."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from healthdesk.domain.immunization.intervals import Span


@dataclass(frozen=True, slots=True)
class CardColumn:
    """An age of the card; with `group`, only where a row of that group is shown."""

    age: Span
    title: str
    group: str = ""


@dataclass(frozen=True, eq=False)
class CardRow:
    """A row of the card: the places that begin with one of `places`.

    A dose that fills no place stands in the row of its product. `titles` names the row after a product.
    """

    title: str
    group: str
    places: tuple[str, ...]
    products: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    sex: str = ""
    is_shown_empty: bool = True


@dataclass(frozen=True, slots=True)
class CardLayout:
    """How the card is laid out, and the words that join its reasons."""

    columns: tuple[CardColumn, ...]
    rows: tuple[CardRow, ...]
    together: str
    joint: str
