"""Desk: builds everything once, in order; the only object the front ends are given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from healthdesk.base import errors
from healthdesk.base.changes import Changes
from healthdesk.base.clock import Clock, SystemClock
from healthdesk.base.config import Place
from healthdesk.base.ids import Ids, RandomIds
from healthdesk.domain.access import Permission, Role
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.fhir.mapping import Mapper
from healthdesk.services import first_start
from healthdesk.services.accounts import Accounts, unlock
from healthdesk.services.auditing import Auditing
from healthdesk.services.backgrounds import Backgrounds
from healthdesk.services.calls import Calls
from healthdesk.services.centre_records import CentreRecords
from healthdesk.services.cover_page import CoverPages
from healthdesk.services.doctor_list import DoctorList
from healthdesk.services.drafts import Drafts
from healthdesk.services.due_dates import DueDates
from healthdesk.services.enrolment import Enrolments
from healthdesk.services.families import Families
from healthdesk.services.first_start import FirstStart
from healthdesk.services.form_paper import FormPapers
from healthdesk.services.growth import Growth
from healthdesk.services.immunization import Immunization
from healthdesk.services.platform import Platform
from healthdesk.services.prefill import Sources, Wording
from healthdesk.services.printing import Printing
from healthdesk.services.quality import Quality
from healthdesk.services.reception import Reception, require_password
from healthdesk.services.records import Records
from healthdesk.services.referrals import Referrals
from healthdesk.services.residents import Residents
from healthdesk.services.rules import Rules
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat, Sitter
from healthdesk.services.suggestions import Suggestions
from healthdesk.services.transfer import Transfer
from healthdesk.services.upkeep import Upkeep
from healthdesk.services.visits import Visits
from healthdesk.services.worklist import Worklist
from healthdesk.store import backup, founding, wrapping
from healthdesk.store.database import Database
from healthdesk.store.keys import Hardness, KeyRing
from healthdesk.store.lock import StoreLock

if TYPE_CHECKING:
    # For the name alone: loading the keyring costs 0.1 s, and only unattended work needs it.
    from healthdesk.base.secrets import Secrets

__all__ = ["Desk", "Environment", "FirstStart", "restore"]

UNATTENDED = Sitter("unattended", "", "HealthDesk", Role.SYNCHRONISER)
"""Who the journal names while nobody is logged in and the workstation synchronises by itself."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What differs between life, tests and demonstrations."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=RandomIds)
    hardness: Hardness = field(default_factory=Hardness)


class Desk:
    """One opened store with somebody at the desk. Close it when done."""

    def __init__(self, folder: Path, data_key: bytes, lock: StoreLock, environment: Environment) -> None:
        self._lock = lock
        self._data_key = data_key
        self.folder = folder
        self.clock = environment.clock
        self.forms = Forms.read()
        self.programmes = Programmes.read()
        self.mapper = Mapper(self.forms)
        self.seat = Seat(self.programmes)
        self.database = Database(
            folder,
            data_key,
            actor=lambda: self.seat.actor,
            clock=environment.clock,
            ids=environment.ids,
            freeze=self.mapper.freeze,
        )
        self._build(data_key, environment)

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
        self.centre_records = CentreRecords(
            database=database, seat=seat, forms=self.forms, clock=clock, ids=ids
        )
        self.immunization = Immunization(
            database=database, seat=seat, schedules=self.schedules, forms=self.forms, clock=clock, ids=ids
        )
        self.backgrounds = Backgrounds(
            database=database, seat=seat, schedules=self.schedules, forms=self.forms, clock=clock, ids=ids
        )
        self.referrals = Referrals(database=database, sources=sources, clock=clock, ids=ids)
        self._build_papers(sources, clock)
        self.transfer = Transfer(database=database, seat=seat, residents=self.residents)
        self.upkeep = Upkeep(database=database, seat=seat, clock=clock, mapper=self.mapper)
        self.platform = Platform(database=database, seat=seat, clock=clock, ids=ids, mapper=self.mapper)

    def _build_papers(self, sources: Sources, clock: Clock) -> None:
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
        self.calls = Calls(database=database, seat=seat, clock=clock)
        self.doctor_list = DoctorList(database=database, seat=seat)
        self.worklist = Worklist(database=database, seat=seat, programmes=self.programmes, clock=clock)
        self.due_dates = DueDates(
            database=database, seat=seat, programmes=self.programmes, clock=clock, ids=ids
        )
        self.schedules = Schedules(database=database, seat=seat, clock=clock)
        self.rules = Rules(
            database=database,
            seat=seat,
            programmes=self.programmes,
            schedules=self.schedules,
            clock=clock,
        )
        self.quality = Quality(database=database, seat=seat, forms=self.forms, clock=clock, ids=ids)

    @classmethod
    def found(cls, folder: Path, start: FirstStart, environment: Environment | None = None) -> "Desk":
        """Make a new store in `folder`; its first administrator sits at the desk.

        Raises StoreExists, StoreReadOnly, DiskFull, InvalidInput. A failed start leaves no store behind.
        """
        environment = environment or Environment()
        require_password(start.password)
        if not Reception(folder, environment.clock).is_new:
            raise errors.StoreExists(str(folder))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise errors.from_os(error) from None
        desk = cls(folder, wrapping.new_data_key(), _locked(folder), environment)
        try:
            desk.database.create()
            desk._found(start)
        except BaseException:
            desk.close()
            founding.undo(folder)
            raise
        return desk

    def _found(self, start: FirstStart) -> None:
        self.seat.take(first_start.SETTING_UP)
        first_start.settle(self.database, start, self.clock.now())
        self.accounts.add_first(
            login=start.login, full_name=start.full_name, role=start.role, password=start.password
        )
        Place(start.centre, start.centre_code, start.workstation, start.platform_url).write(self.folder)
        self.accounts.sit_down(start.login)

    @classmethod
    def open(cls, folder: Path, login: str, password: str, environment: Environment | None = None) -> "Desk":
        """Open the store with somebody's password; that person sits at the desk.

        Raises StoreAbsent, KeysMissing, LoginFailed, StoreLocked, StoreCorrupt, StoreTooNew.
        """
        environment = environment or Environment()
        if Reception(folder, environment.clock).is_new:
            raise errors.StoreAbsent(str(folder))
        lock = _locked(folder)
        try:
            data_key = unlock(KeyRing(folder), login, password, environment.clock)
            desk = cls(folder, data_key, lock, environment)
        except BaseException:
            lock.release()
            raise
        try:
            desk.database.open()
            desk.accounts.sit_down(login)
        except BaseException:
            desk.close()
            raise
        return desk

    @classmethod
    def open_unattended(
        cls, folder: Path, secrets: "Secrets", environment: Environment | None = None
    ) -> "Desk":
        """Open with the workstation's own copy of the key, for synchronising while nobody is logged in.

        Raises KeyringMissing, KeyringLocked; LoginFailed when unattended work was never allowed here.
        """
        environment = environment or Environment()
        data_key = secrets.fetch(_secret_name(folder))
        if data_key is None:
            raise errors.LoginFailed()
        lock = _locked(folder)
        desk = cls(folder, data_key, lock, environment)
        try:
            desk.database.open()
        except BaseException:
            desk.close()
            raise
        desk.seat.take(UNATTENDED)
        return desk

    def allow_unattended(self, secrets: "Secrets", *, is_allowed: bool) -> None:
        """Keep a copy of the key in the system's keyring, or take it out again. For administrators.

        Raises KeyringMissing, KeyringLocked, NotAllowed.
        """
        self.seat.require(Permission.KEEP_STORE)
        if is_allowed:
            secrets.keep(_secret_name(self.folder), self._data_key)
        else:
            secrets.forget(_secret_name(self.folder))
        self.auditing.note("unattended", "Installation", None, None)

    @property
    def schedule(self) -> Schedule:
        """The immunization schedule that counts now."""
        return self.schedules.current

    def on_change(self, listener: Callable[[Changes], None]) -> None:
        """Call `listener` after each commit, on the committing thread."""
        self.database.listen(listener)

    def close(self) -> None:
        """Return connections and let the next program in. Safe to call twice."""
        self.database.close()
        self._lock.release()


def restore(file: Path, folder: Path) -> Path:
    """Unpack a backup into an empty folder. It opens with any password that opened it then."""
    backup.unpack(file, folder)
    return folder


def _secret_name(folder: Path) -> str:
    return str(folder.resolve())


def _locked(folder: Path) -> StoreLock:
    lock = StoreLock(folder)
    lock.acquire()
    return lock
