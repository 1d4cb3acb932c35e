"""What the card screen reads in one go, off the main thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from healthdesk.domain.immunization.proposals import Proposal
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import Stop
from healthdesk.services.doses import NewDose, Observed
from healthdesk.services.immunization import ChildCard

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


def opened(desk: "Desk", resident_id: str) -> Opened:
    """The card as it stands now."""
    return Opened(desk.immunization.card(resident_id), desk.immunization.observed())


def known(desk: "Desk", resident_id: str, vaccine: str) -> Known:
    """Lots of a product used lately, and what forbids it."""
    stops = desk.immunization.stops(resident_id, vaccine, desk.clock.today())
    return Known(vaccine, desk.immunization.known_lots(vaccine), stops)


def vaccines_for(schedule: Schedule, proposal: Proposal) -> tuple[str, ...]:
    """The products that fill the proposed dose, old ones left out."""
    found = tuple(
        code
        for code, product in schedule.products.items()
        if proposal.group in product.counts_for and not product.is_historic
    )
    return found or (proposal.vaccine,)
