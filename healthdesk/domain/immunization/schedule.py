"""Schedule: all products and editions, read from resources/immunization, with the clinic's own choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from healthdesk.base.paths import resources
from healthdesk.domain.clinic_setting import ClinicSetting
from healthdesk.domain.immunization.background import BackgroundWords
from healthdesk.domain.immunization.editions import Edition, Policy
from healthdesk.domain.immunization.facts import FactWords
from healthdesk.domain.immunization.layout import CardLayout
from healthdesk.domain.immunization.products import Product, Route
from healthdesk.domain.immunization.questions import Question
from healthdesk.domain.immunization.rabies_rules import RabiesRules
from healthdesk.domain.immunization.reading import Documents, ScheduleFault
from healthdesk.domain.immunization.stock_rules import StockRules
from healthdesk.domain.immunization.wording import Wording


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every product by its code, the editions from the oldest to the newest, policy, words and card."""

    products: Mapping[str, Product]
    routes: Mapping[str, Route]
    editions: tuple[Edition, ...]
    rabies: RabiesRules
    questions: tuple[Question, ...]
    policy: Policy
    stock: StockRules
    switches: tuple[ClinicSetting, ...]
    settings: Mapping[str, str]
    wording: Wording
    facts: FactWords
    background: BackgroundWords
    card: CardLayout

    @classmethod
    def read(cls, folder: Path | None = None, chosen: Mapping[str, str] | None = None) -> "Schedule":
        """The files of `folder`, with the clinic's `chosen` settings. Raises ScheduleFault."""
        return cls.of(files_of(folder or resources() / "immunization"), chosen or {})

    @classmethod
    def shipped(cls) -> "Schedule":
        """The program's own files with no switch turned, whose tests have looked for faults already."""
        return cls.of(files_of(resources() / "immunization"), {}, is_proven=True)

    @classmethod
    def of(
        cls, files: Mapping[str, bytes], chosen: Mapping[str, str], *, is_proven: bool = False
    ) -> "Schedule":
        """The schedule that files (by name) and settings make. Raises ScheduleFault."""
        documents = Documents.of(files, chosen, is_proven=is_proven)
        return cls(
            products=documents.products(),
            routes=documents.routes(),
            editions=documents.editions(),
            rabies=documents.rabies(),
            questions=documents.questions(),
            policy=documents.policy(),
            stock=documents.stock(),
            switches=documents.switches,
            settings=documents.settings,
            wording=documents.words(),
            facts=documents.facts(),
            background=documents.background(),
            card=documents.card(),
        )

    def edition(self, day: date) -> Edition:
        """The edition in force on `day`; days before the first belong to the first."""
        for edition in reversed(self.editions):
            if edition.since <= day:
                return edition
        return self.editions[0]

    def product_title(self, code: str) -> str:
        """The short Chinese name of a product; the code itself when it is not known."""
        product = self.products.get(code)
        return product.title if product else code


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their names. Raises ScheduleFault for one that cannot be read."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            found[path.name] = path.read_bytes()
        except OSError as error:
            raise ScheduleFault(path.name, type(error).__name__) from None
    return found
