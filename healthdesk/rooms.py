"""Rooms: every service of an opened store, built once and in order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from healthdesk.base.clock import Clock, SystemClock
from healthdesk.base.config import Place
from healthdesk.base.ids import Ids, RandomIds
from healthdesk.domain.codes import Codes
from healthdesk.domain.definitions import Fault, faults
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import Profile
from healthdesk.services.accounts import Accounts
from healthdesk.services.appointments import Appointments
from healthdesk.services.auditing import Auditing
from healthdesk.services.backgrounds import Backgrounds
from healthdesk.services.calls import Calls
from healthdesk.services.centre_records import CentreRecords
from healthdesk.services.clinic_day import ClinicDay
from healthdesk.services.cover_page import CoverPages
from healthdesk.services.credentials import Credentials
from healthdesk.services.doctor_list import DoctorList
from healthdesk.services.dose_dates import DoseDates
from healthdesk.services.dose_reminders import DoseReminders
from healthdesk.services.dose_signatures import DoseSignatures
from healthdesk.services.doubled_doses import DoubledDoses
from healthdesk.services.drafts import Drafts
from healthdesk.services.due_dates import DueDates
from healthdesk.services.duplicates import Duplicates
from healthdesk.services.enrolment import Enrolments
from healthdesk.services.families import Families
from healthdesk.services.form_paper import FormPapers
from healthdesk.services.growth import Growth
from healthdesk.services.immunization import Immunization
from healthdesk.services.immunization_papers import ImmunizationPapers
from healthdesk.services.joined_records import JoinedRecords
from healthdesk.services.labels import Labels
from healthdesk.services.packages import Packages
from healthdesk.services.platform import Platform
from healthdesk.services.prefill import Sources, Wording
from healthdesk.services.print_jobs import PrintJobs
from healthdesk.services.printing import Printing
from healthdesk.services.quality import Quality
from healthdesk.services.reactions import Reactions
from healthdesk.services.recall import Recall
from healthdesk.services.recipients import Recipients
from healthdesk.services.records import Records
from healthdesk.services.referral_corrections import ReferralCorrections
from healthdesk.services.referral_results import ReferralResults
from healthdesk.services.referrals import Referrals
from healthdesk.services.refrigerators import Refrigerators
from healthdesk.services.reports import Reports
from healthdesk.services.residents import Residents
from healthdesk.services.rules import Rules
from healthdesk.services.schedules import Schedules
from healthdesk.services.school_checks import SchoolChecks
from healthdesk.services.seat import Seat
from healthdesk.services.stock import Stock
from healthdesk.services.stock_book import StockBook
from healthdesk.services.suggestions import Suggestions
from healthdesk.services.transfer import Transfer
from healthdesk.services.upkeep import Upkeep
from healthdesk.services.visits import Visits
from healthdesk.services.worklist import Worklist
from healthdesk.store.database import Database
from healthdesk.store.keys import Hardness, KeyRing

if TYPE_CHECKING:
    from healthdesk.base.secrets import Secrets


def _system_secrets() -> "Secrets":
    """Loaded when it is asked for: the keyring costs 0.1 s, and many a day needs no secret."""
    made: Secrets = import_module("healthdesk.base.secrets").SystemSecrets()
    return made


@dataclass(frozen=True, slots=True)
class Environment:
    """What differs between life, tests and demonstrations."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=RandomIds)
    hardness: Hardness = field(default_factory=Hardness)
    secrets: Callable[[], "Secrets"] = _system_secrets


class Rooms:
    """The services of one store, which share its database, its clock and whoever sits at the desk."""

    def __init__(self, folder: Path, data_key: bytes, environment: Environment) -> None:
        self.folder = folder
        self.clock = environment.clock
        self.forms = Forms.read()
        self.programmes = Programmes.read()
        self.mapper = Mapper(self.forms, Profile.read(Place.read(folder).platform_profile))
        self.seat = Seat(self.programmes)
        self.database = Database(
            folder,
            data_key,
            actor=lambda: self.seat.actor,
            clock=environment.clock,
            ids=environment.ids,
            freeze=self.mapper.freeze,
        )
        self._broken_files: tuple[Fault, ...] | None = None
        self._build(data_key, environment)

    def broken_files(self) -> tuple[Fault, ...]:
        """What is wrong with the files of forms, programmes and codes.

        Looked for once, at the first asking, in a catalogue of its own: forms nobody fills in are not kept.
        """
        if self._broken_files is None:
            self._broken_files = faults(Forms.read(), self.programmes, Codes.read())
        return self._broken_files

    def _build(self, data_key: bytes, environment: Environment) -> None:
        database, seat, clock, ids = self.database, self.seat, environment.clock, environment.ids
        sources = Sources(self.forms, self.programmes, seat, Wording.read())
        self.accounts = Accounts(
            database=database,
            ring=KeyRing(self.folder),
            data_key=data_key,
            seat=seat,
            clock=clock,
            ids=ids,
            hardness=environment.hardness,
        )
        self.auditing = Auditing(database=database, seat=seat)
        self.drafts = Drafts(database=database, seat=seat, clock=clock, ids=ids)
        self.residents = Residents(database=database, seat=seat, forms=self.forms, clock=clock, ids=ids)
        self.records = Records(database=database, sources=sources, clock=clock)
        self.families = Families(database=database, seat=seat, ids=ids)
        self._build_following(clock, ids)
        joined = JoinedRecords(self.programmes, self.schedules, seat, clock, ids)
        self.duplicates = Duplicates(database=database, seat=seat, records=joined)
        self.centre_records = CentreRecords(
            database=database, seat=seat, forms=self.forms, clock=clock, ids=ids
        )
        self.reports = Reports(
            database=database,
            seat=seat,
            forms=self.forms,
            visits=self.visits,
            centre_records=self.centre_records,
            clock=clock,
        )
        self._build_clinic(clock, ids)
        self.referrals = Referrals(database=database, sources=sources, clock=clock, ids=ids)
        self.referral_corrections = ReferralCorrections(database=database, sources=sources, clock=clock)
        self._build_stock(clock, ids)
        self._build_papers(sources, clock, ids)
        self.transfer = Transfer(seat=seat, residents=self.residents, clock=clock)
        self.upkeep = Upkeep(database=database, seat=seat, clock=clock, mapper=self.mapper)
        self._build_platform(environment)

    def _build_platform(self, environment: Environment) -> None:
        """The conversation with the regional platform."""
        self.credentials = Credentials(
            folder=self.folder, database=self.database, seat=self.seat, secrets=environment.secrets
        )
        self.platform = Platform(
            database=self.database,
            seat=self.seat,
            clock=environment.clock,
            ids=environment.ids,
            mapper=self.mapper,
            credentials=self.credentials,
        )
        self.packages = Packages(
            database=self.database,
            seat=self.seat,
            platform=self.platform,
            credentials=self.credentials,
            hardness=environment.hardness,
        )

    def _build_clinic(self, clock: Clock, ids: Ids) -> None:
        """The immunization clinic: the card, what is asked before a dose, the day, the signature."""
        database, seat, schedules = self.database, self.seat, self.schedules
        self.immunization = Immunization(
            database=database, seat=seat, schedules=schedules, forms=self.forms, clock=clock, ids=ids
        )
        self.backgrounds = Backgrounds(
            database=database, seat=seat, schedules=schedules, forms=self.forms, clock=clock, ids=ids
        )
        self.appointments = Appointments(database=database, seat=seat, clock=clock)
        self.clinic = ClinicDay(database=database, seat=seat, clock=clock)
        self.doubled_doses = DoubledDoses(database=database, seat=seat, schedules=schedules, clock=clock)
        self.dose_dates = DoseDates(database=database, schedules=schedules, clock=clock, ids=ids)
        self.signatures = DoseSignatures(
            database=database, seat=seat, schedules=schedules, clock=clock, ids=ids
        )

    def _build_stock(self, clock: Clock, ids: Ids) -> None:
        """Vaccines in the refrigerators, and who had which lot."""
        database, seat, schedules = self.database, self.seat, self.schedules
        self.stock = Stock(database=database, seat=seat, schedules=schedules, clock=clock)
        self.stock_book = StockBook(database=database, seat=seat, schedules=schedules, clock=clock, ids=ids)
        self.recipients = Recipients(database=database, seat=seat)
        self.refrigerators = Refrigerators(
            database=database, seat=seat, schedules=schedules, clock=clock, ids=ids
        )

    def _build_papers(self, sources: Sources, clock: Clock, ids: Ids) -> None:
        """What is read from everything else and printed."""
        database, seat = self.database, self.seat
        papers = FormPapers(
            database=database, seat=seat, forms=self.forms, programmes=self.programmes, clock=clock
        )
        self.growth = Growth(database=database, seat=seat, clock=clock)
        self.cover_pages = CoverPages(
            database=database, sources=sources, schedules=self.schedules, clock=clock
        )
        self.printing = Printing(
            referrals=self.referrals,
            papers=papers,
            cover_pages=self.cover_pages,
            growth=self.growth,
            auditing=self.auditing,
            seat=seat,
        )
        self.immunization_papers = ImmunizationPapers(
            database=database, seat=seat, schedules=self.schedules, clock=clock, fonts=self.printing.fonts
        )
        self.labels = Labels(database=database, seat=seat, fonts=self.printing.fonts)
        self.print_jobs = PrintJobs(database=database, seat=seat, clock=clock, ids=ids)

    def _build_following(self, clock: Clock, ids: Ids) -> None:
        """Programmes, their records, and the lists made of both."""
        database, seat = self.database, self.seat
        self.enrolments = Enrolments(
            database=database, seat=seat, programmes=self.programmes, clock=clock, ids=ids
        )
        self.suggestions = Suggestions(database=database, seat=seat, programmes=self.programmes, clock=clock)
        self.visits = Visits(
            database=database, seat=seat, forms=self.forms, programmes=self.programmes, clock=clock, ids=ids
        )
        self.calls = Calls(database=database, seat=seat, clock=clock, ids=ids)
        self.doctor_list = DoctorList(database=database, seat=seat, programmes=self.programmes)
        self.referral_results = ReferralResults(database=database, seat=seat, clock=clock)
        self.worklist = Worklist(database=database, seat=seat, programmes=self.programmes, clock=clock)
        self.due_dates = DueDates(
            database=database, seat=seat, programmes=self.programmes, clock=clock, ids=ids
        )
        self.schedules = Schedules(database=database, seat=seat, clock=clock)
        self.dose_reminders = DoseReminders(
            database=database, seat=seat, programmes=self.programmes, schedules=self.schedules, clock=clock
        )
        self.recall = Recall(database=database, seat=seat, schedules=self.schedules, clock=clock)
        self.school_checks = SchoolChecks(database=database, seat=seat, schedules=self.schedules, clock=clock)
        self.rules = Rules(
            database=database,
            seat=seat,
            programmes=self.programmes,
            schedules=self.schedules,
            clock=clock,
        )
        self.reactions = Reactions(database=database, seat=seat, forms=self.forms, clock=clock)
        self.quality = Quality(database=database, seat=seat, forms=self.forms, clock=clock, ids=ids)
