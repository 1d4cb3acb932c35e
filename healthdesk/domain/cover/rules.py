"""The table of the cover page: which diseases are marks, which facts are shown, and in which words."""

from decimal import Decimal
from functools import cache

import msgspec

from healthdesk.base.paths import resources


class Disease(msgspec.Struct, frozen=True):
    """A mark for a disease: from a programme, an option of 既往史, or the beginning of an ICD-10 code."""

    text: str
    kind: str
    programme: str = ""
    past: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    topic: str = ""
    is_need_to_know: bool = False


class Weight(msgspec.Struct, frozen=True):
    """A class of weight by body mass index, kg/m²; the lower end belongs to it."""

    text: str
    from_bmi: Decimal | None = msgspec.field(name="from", default=None)
    below: Decimal | None = None

    def holds(self, bmi: Decimal) -> bool:
        """Whether an index lies in it."""
        return (self.from_bmi is None or bmi >= self.from_bmi) and (self.below is None or bmi < self.below)


class FactRule(msgspec.Struct, frozen=True):
    """One line of facts: answers of the archive (or only the first of them), or last measures."""

    label: str
    items: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    template: str = ""
    unasked: str = ""
    is_first: bool = False
    is_wide: bool = False


class SectionRule(msgspec.Struct, frozen=True):
    """Facts under one title."""

    title: str
    facts: tuple[FactRule, ...]


class ServiceWords(msgspec.Struct, frozen=True):
    """How services are called; `results` are the items of a form whose words say what came of it.

    `raw` says of an answer that it is of a form version not known here.
    """

    archive: str
    visit: str
    vaccination: str
    admission: str
    referral: str
    elsewhere: str
    platform: str
    raw: str
    forms: dict[str, str]
    results: dict[str, tuple[str, ...]]


class CoverRules(msgspec.Struct, frozen=True):
    """The table and the words of the page."""

    title: str
    edition: str
    parts: dict[str, str]
    columns: tuple[str, ...]
    not_shown: str
    nothing: str
    since: str
    kinds: dict[str, str]
    marks: dict[str, str]
    because: dict[str, str]
    diseases: tuple[Disease, ...]
    adult_from_years: int
    weights: tuple[Weight, ...]
    sections: tuple[SectionRule, ...]
    services: ServiceWords
    separator: str


@cache
def cover_rules() -> CoverRules:
    """The shipped table."""
    file = resources() / "documents" / "cover-page.json"
    return msgspec.json.decode(file.read_bytes(), type=CoverRules)
