"""Who the person is and which doses were given: Person, Context, Given, and the Progress of a group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from healthdesk.domain.immunization.intervals import Span
from healthdesk.domain.immunization.rules import Product, Step


@dataclass(frozen=True, slots=True)
class Context:
    """Facts about a person that change the rules; an absent fact changes nothing.

    `mother_hbsag` is positive, negative or unknown; `hiv` positive, exposed_unknown or negative;
    `immune_state` normal, deficient or severe; `tb_skin_test` negative or positive. `immunoglobulin` and
    `hbig` are the days they were given. `region` is the English name of the province. `je_product` and
    `hepa_product` choose a line of products, `insert_course_complete` a product whose course by its own
    insert is finished. `contraindicated` are keys of groups.
    """

    mother_hbsag: str = ""
    birth_weight_g: int | None = None
    gestation_weeks: int | None = None
    stable: bool | None = None
    hbig: date | None = None
    bcg_scar: bool | None = None
    tb_skin_test: str = ""
    hiv: str = ""
    immune_state: str = ""
    immunoglobulin: date | None = None
    immunoglobulin_high_dose: bool | None = None
    region: str = ""
    je_product: str = ""
    hepa_product: str = ""
    insert_course_complete: str = ""
    contraindicated: frozenset[str] = frozenset()

    def words(self) -> Mapping[str, str]:
        """Each known fact as the word a rule compares it with."""
        known = {}
        for one in fields(self):
            match getattr(self, one.name):
                case bool(value):
                    known[one.name] = "true" if value else "false"
                case str(value) if value:
                    known[one.name] = value
        return known

    def immunoglobulin_days(self) -> tuple[date, ...]:
        """When immunoglobulin of any kind was given."""
        return tuple(day for day in (self.immunoglobulin, self.hbig) if day)


NOTHING_KNOWN = Context()


@dataclass(frozen=True, slots=True)
class Person:
    """`sex` is M or F."""

    born: date
    sex: str = ""
    context: Context = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Given:
    """One dose that was given: the product code and the day."""

    vaccine: str
    on: date


@dataclass(frozen=True, slots=True)
class Counted:
    """A given dose that fills a place of its group."""

    step: Step
    product: str
    on: date


@dataclass(slots=True)
class Progress:
    """How far one group has come while the doses are read in the order of their days."""

    counted: list[Counted] = field(default_factory=list)
    places: dict[str, Counted] = field(default_factory=dict)
    products: set[str] = field(default_factory=set)
    components: dict[str, int] = field(default_factory=dict)
    uncounted_on: date | None = None
    has_unruled: bool = False

    @property
    def last(self) -> Counted | None:
        """The last dose that counts."""
        return self.counted[-1] if self.counted else None

    def copy(self) -> "Progress":
        """The same progress, to be carried on without touching this one."""
        return Progress(
            list(self.counted),
            dict(self.places),
            set(self.products),
            dict(self.components),
            self.uncounted_on,
            self.has_unruled,
        )

    def fill(self, step: Step, product: Product, on: date) -> None:
        """Put a counted dose into the place of its step."""
        dose = Counted(step, product.code, on)
        self.counted.append(dose)
        self.places[step.place] = dose
        self.products.add(product.code)
        self.uncounted_on = None
        for component in product.components:
            self.components[component] = self.components.get(component, 0) + 1


class Birthdays:
    """The days on which a person reaches the ages of the schedule; each is worked out once."""

    def __init__(self, born: date, *, rolls_over: bool) -> None:
        self.born = born
        self._rolls_over = rolls_over
        self._days: dict[Span, date] = {}

    def day(self, age: Span) -> date:
        """The first day of that age."""
        if age not in self._days:
            self._days[age] = age.after(self.born, rolls_over=self._rolls_over)
        return self._days[age]


def in_order(history: Iterable[tuple[int, Given]]) -> list[tuple[int, Given]]:
    """Doses by day; those of one day by vaccine, so that the order of entry does not matter."""
    return sorted(history, key=lambda numbered: (numbered[1].on, numbered[1].vaccine, numbered[0]))
