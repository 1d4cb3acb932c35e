"""What the card screen reads in one go, off the main thread."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.immunization.proposals import Proposal
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import Stop
from healthdesk.services.doses import NewDose, Observed
from healthdesk.services.immunization import ChildCard
from healthdesk.services.rows import ResidentCard
from ui.kit import words
from ui.kit.cautions import cautions
from ui.kit.i18n import translate
from ui.widgets.person_bar import PersonHeader

if TYPE_CHECKING:
    from healthdesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Opened:
    """The card, and whoever waits after an injection."""

    child: ChildCard
    observed: tuple[Observed, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one product for this child today."""

    vaccine: str
    lots: tuple[NewDose, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """The sheet of the health questions, and the row_version it was opened with."""

    filling: Filling
    version: int | None


def opened(desk: "Desk", resident_id: str) -> Opened:
    """The card as it stands now."""
    return Opened(desk.immunization.card(resident_id), desk.immunization.observed())


def known(desk: "Desk", resident_id: str, vaccine: str) -> Known:
    """Lots of a product used lately, and what forbids it at the injection table."""
    stops = desk.immunization.stops(resident_id, vaccine, desk.clock.today(), is_at_table=True)
    return Known(vaccine, desk.immunization.known_lots(vaccine), stops)


def asking(desk: "Desk", resident_id: str) -> Asking:
    """The background as it stands, for the questions of today."""
    filling, version = desk.backgrounds.sheet(resident_id)
    return Asking(filling, version)


def header(card: ResidentCard, today: date) -> PersonHeader:
    """Whom it is about: name, age, birth date, telephone, allergies."""
    born = (card.born.isoformat(),) if card.born else ()
    return PersonHeader(
        card.name,
        words.sex_and_age_long(card.sex, card.born, today),
        facts=(*born, *filter(None, (card.phone_masked,))),
        danger=tuple(translate("Card", "{name}过敏").format(name=name) for name in card.allergies),
        tags=(translate("Card", "无过敏史"),) if card.allergy_state == "none" else (),
        warnings=cautions(card),
    )


def vaccines_for(schedule: Schedule, proposal: Proposal) -> tuple[str, ...]:
    """The products that fill the proposed dose, old ones left out."""
    found = tuple(
        code
        for code, product in schedule.products.items()
        if proposal.group in product.counts_for and not product.is_historic
    )
    return found or (proposal.vaccine,)
