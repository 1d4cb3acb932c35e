"""Who the person is: Person, and the Context of facts that change the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Immunoglobulin:
    """Immunoglobulin or another blood product that was given.

    `product` is hepatitis-b, rabies, intravenous, intramuscular or blood; `grams_per_kg` only where it is
    known. `live_from` is the day from which a doctor allows live vaccines, whatever the usual distance.
    """

    on: date
    product: str = ""
    grams_per_kg: Decimal | None = None
    live_from: date | None = None


@dataclass(frozen=True, slots=True)
class Exposure:
    """A contact with an animal that may have rabies.

    `grade` is I, II or III as it was seen; `site` head-face, hand or other; `animal` healthy (it can be
    watched), unknown or bat; `course` essen (0, 3, 7, 14, 28) or zagreb (two on day 0, then 7 and 21).
    """

    on: date
    grade: str
    site: str = "other"
    animal: str = "unknown"
    course: str = "essen"


@dataclass(frozen=True, slots=True)
class Context:
    """Facts about a person that change the rules; an absent fact changes nothing.

    `mother_hbsag` is positive, negative or unknown; `hiv` positive, exposed_unknown or negative;
    `immune_state` normal, deficient (any deficiency or suppression), severe or complement (complement
    deficiency alone); `tb_skin_test` negative or positive; `hepb_response` low (HBsAg negative, anti-HBs
    below 10 mIU/mL after the series) or protected; `brain` progressive (disease) or encephalopathy (within
    7 days of pertussis vaccine). `acute_illness` is of today. `region` is the English name of the province,
    `former_region` that from which somebody came. `je_product` and `hepa_product` choose a line of products,
    `insert_course_complete` a product whose course by its own insert is finished. `contraindicated` are keys
    of groups; `severe_reaction` (to any vaccine before) stops each of them until a doctor has named some.
    `wanted` are keys of self-paid groups the family asked for. `high_risk`: PPSV23 is given again.
    `asked` are the items of the background form that were answered, even if with no or not known;
    `asked_today` those that were answered, or kept, on the day itself.
    """

    mother_hbsag: str = ""
    birth_weight_g: int | None = None
    gestation_weeks: int | None = None
    stable: bool | None = None
    bcg_scar: bool | None = None
    tb_skin_test: str = ""
    hiv: str = ""
    immune_state: str = ""
    hepb_response: str = ""
    brain: str = ""
    pregnant: bool | None = None
    acute_illness: bool | None = None
    severe_reaction: bool | None = None
    high_risk: bool | None = None
    region: str = ""
    former_region: str = ""
    je_product: str = ""
    hepa_product: str = ""
    insert_course_complete: str = ""
    immunoglobulins: tuple[Immunoglobulin, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    contraindicated: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    asked_today: frozenset[str] = frozenset()

    def words(self) -> Mapping[str, str]:
        """Each known fact as the word a rule compares it with."""
        known = {}
        for name in self.__slots__:
            match getattr(self, name):
                case bool(value):
                    known[name] = "true" if value else "false"
                case str(value) if value:
                    known[name] = value
        return known


NOTHING_KNOWN = Context()


@dataclass(frozen=True, slots=True)
class Person:
    """`sex` is M or F."""

    born: date
    sex: str = ""
    context: Context = NOTHING_KNOWN
