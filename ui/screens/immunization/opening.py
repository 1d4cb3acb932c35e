"""What the card screen reads in one go, off the main thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.immunization.products import Place
from healthdesk.domain.immunization.proposals import Proposal
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import Stop
from healthdesk.services.attendance_rows import AttendanceRow
from healthdesk.services.backgrounds import Agreed, Said
from healthdesk.services.doses import GivenDose, NewDose, Observed
from healthdesk.services.doubled_doses import DoubledDose
from healthdesk.services.immunization import ChildCard
from healthdesk.services.stock_rows import Checked
from ui.kit import words
from ui.kit.cautions import cautions
from ui.kit.i18n import translate
from ui.widgets.person_bar import PersonHeader

if TYPE_CHECKING:
    from healthdesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Opened:
    """The card, whoever waits after an injection, the person's day, and who agreed to what today.

    `companion` is who came the last time and as what; `doubled` what two workstations wrote at once,
    `waiting` who is to be called, the next one first.
    """

    child: ChildCard
    observed: tuple[Observed, ...]
    attendance: AttendanceRow | None = None
    agreed: Agreed | None = None
    companion: tuple[str, str] = ("", "")
    doubled: tuple[DoubledDose, ...] = ()
    waiting: tuple[str, ...] = ()

    def is_ready(self) -> bool:
        """Whether everything before the injection table is done."""
        return self.is_asked() and self.agreed is not None

    def is_asked(self) -> bool:
        """Whether the health questions are answered and the booklet was compared."""
        return not self.child.card.questions and self.child.history.is_known

    def steps_done(self) -> tuple[bool, ...]:
        """预检, 同意书, 扫码, 接种, 留观."""
        seen = self.attendance
        is_observed = seen is not None and seen.observed_from is not None
        return (
            self.is_asked(),
            self.agreed is not None,
            seen is not None and seen.is_identified,
            is_observed,
            seen is not None and seen.left_at is not None,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one product for this child today."""

    vaccine: str
    lots: tuple[NewDose, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """The sheet of the health questions, and what it was opened with."""

    filling: Filling
    said: Said


def opened(desk: "Desk", resident_id: str) -> Opened:
    """The card as it stands now."""
    return Opened(
        desk.immunization.card(resident_id),
        desk.immunization.observed(),
        desk.clinic.of(resident_id),
        desk.backgrounds.agreed(resident_id),
        desk.backgrounds.companion(resident_id),
        desk.doubled_doses.of(resident_id),
        desk.clinic.waiting(),
    )


def known(desk: "Desk", resident_id: str, vaccine: str, injector: str) -> Known:
    """Lots of a product used lately, and what forbids it at the injection table."""
    today = desk.clock.today()
    stops = desk.immunization.stops(resident_id, vaccine, today, is_at_table=True, injector=injector)
    return Known(vaccine, desk.immunization.known_lots(vaccine), stops)


@dataclass(frozen=True, slots=True)
class Checking:
    """A scanned pack: lot (or code), the code scanned beside it, for which vaccine, by whom."""

    vaccine: str
    scan: str
    trace_code: str
    injector: str


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """What the stock and the rules say of it."""

    pack: Checked
    stops: tuple[Stop, ...]


def checked(desk: "Desk", resident_id: str, asked: Checking) -> CheckedPack:
    """The stock of the pack, and everything else that forbids the dose."""
    pack = desk.stock.check(asked.vaccine, asked.scan, trace_code=asked.trace_code)
    return CheckedPack(pack, known(desk, resident_id, asked.vaccine, asked.injector).stops)


def asking(desk: "Desk", resident_id: str) -> Asking:
    """The background as it stands, for the questions of today."""
    return Asking(*desk.backgrounds.sheet(resident_id))


def header(opened: Opened, schedule: Schedule, today: date) -> PersonHeader:
    """Whom it is about, with age, birth date, telephone, allergies; what is wrong with the doses."""
    card = opened.child.resident
    missing = () if opened.child.history.is_known else (translate("Card", "外院接种史未核对"),)
    doubled = tuple(doubled_words(one, schedule) for one in opened.doubled)
    had_reaction = bool(opened.child.person.context.severe_reaction)
    reaction = (translate("Card", "打疫苗有过严重反应"),) if had_reaction else ()
    born = (card.born.isoformat(),) if card.born else ()
    return PersonHeader(
        card.name,
        words.sex_and_age_long(card.sex, card.born, today),
        facts=(*born, *filter(None, (card.phone_masked,))),
        danger=tuple(
            translate("Card", "{name}过敏").format(name=words.of_form(name)) for name in card.allergies
        ),
        tags=(translate("Card", "无过敏史"),) if card.allergy_state == "none" else (),
        warnings=(*cautions(card), *reaction, *dict.fromkeys(doubled), *missing),
    )


def doubled_words(one: DoubledDose, schedule: Schedule) -> str:
    """What cannot both have been."""
    said = translate("Card", "{day:%m-%d} {vaccine}记了两次")
    if one.trace_code:
        said = translate("Card", "{day:%m-%d} {vaccine}，同一支又记给别的一剂")
    return said.format(day=one.on, vaccine=words.of_form(schedule.product_title(one.vaccine)))


def vaccines_for(schedule: Schedule, proposal: Proposal) -> tuple[str, ...]:
    """The products that fill the proposed dose, old ones left out."""
    found = tuple(
        code
        for code, product in schedule.products.items()
        if proposal.group in product.counts_for and not product.is_historic
    )
    return found or (proposal.vaccine,)


def places_at(schedule: Schedule, vaccine: str, born: date | None, on: date) -> tuple[Place, ...]:
    """Where a product goes at the age of that day; nowhere while no product or no birth date is known."""
    product = schedule.products.get(vaccine)
    route = schedule.routes.get(product.route) if product else None
    return route.places_for(vaccine, born, on) if route and born else ()


def origins(doses: Sequence[GivenDose]) -> Mapping[date, str]:
    """Where doses given elsewhere were given, as far as anybody said, by their day."""
    found: dict[date, str] = {}
    for dose in doses:
        if dose.is_elsewhere:
            place = dose.place or translate("Card", "外院（单位没写）")
            found[dose.on] = translate("Card", "在{place}接种").format(place=place)
    return found


def is_same_dose(proposal: Proposal | None, before: Proposal | None) -> bool:
    """Whether the same dose of the same vaccine is meant, whatever its reasons are now."""
    if proposal is None or before is None:
        return False
    return (proposal.vaccine, proposal.dose) == (before.vaccine, before.dose)
