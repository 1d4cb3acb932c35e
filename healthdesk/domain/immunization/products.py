"""Products: the kinds of vaccine, how each is given, and by which codes others know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from healthdesk.domain.immunization.intervals import Span


class Live(StrEnum):
    """How a living vaccine is given; NO for a vaccine that is not alive."""

    NO = ""
    INJECTED = "injected"
    ORAL = "oral"
    NASAL = "nasal"


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of vaccine. `counts_for` names the groups it fills, in the order they are written down.

    `national_codes` are the four digits of the national list, `cvx` those of the United States. Of several
    products with one national code the first of the file is meant. `is_given_alone`: its insert advises
    against other vaccines on the same day. `is_after_exposure`: nothing forbids it.
    """

    code: str
    title: str
    name: str
    source: str
    confidence: str
    live: Live = Live.NO
    is_programme: bool = True
    is_historic: bool = False
    route: str = ""
    volume: str = ""
    components: tuple[str, ...] = ()
    counts_for: tuple[str, ...] = ()
    national_codes: tuple[str, ...] = ()
    cvx: tuple[str, ...] = ()
    is_given_alone: bool = False
    is_after_exposure: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it is written down, and as short as a row of boxes needs it."""

    name: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """Where an injection goes, in words: `title` for everyone, `infants` below `infants_below`.

    `places` are offered at the injection table, the usual one first; `infant_places` below that age.
    """

    title: str
    places: tuple[Place, ...]
    infants: str = ""
    infant_places: tuple[Place, ...] = ()
    infants_below: Span | None = None
    source: str = ""
    confidence: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a site without a place."""
        if not self.places or bool(self.infants) is not bool(self.infant_places):
            raise ValueError(f"no place to choose for {self.title}")

    def is_of_infant(self, born: date, on: date) -> bool:
        """Whether the words and places of infants hold at the age of that day."""
        return self.infants_below is not None and on < self.infants_below.after(born)


@dataclass(frozen=True, slots=True)
class Route:
    """A way of giving (IM, SC, ID, PO, IN): its Chinese name and the usual site.

    `sites_of` holds the sites of single products.
    """

    code: str
    title: str
    site: Site
    sites_of: Mapping[str, Site] = field(default_factory=dict)

    def site_for(self, product: str, born: date, on: date) -> str:
        """Where this product is given at the age of that day, in words."""
        site = self.sites_of.get(product, self.site)
        return site.infants if site.infants and site.is_of_infant(born, on) else site.title

    def places_for(self, product: str, born: date, on: date) -> tuple[Place, ...]:
        """The places to choose from at the injection table, the usual one first."""
        site = self.sites_of.get(product, self.site)
        return site.infant_places if site.infant_places and site.is_of_infant(born, on) else site.places
