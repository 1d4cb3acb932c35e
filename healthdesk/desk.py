"""Desk: a store that is opened, with somebody at it; the only object the front ends are given."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from healthdesk.base import errors
from healthdesk.base.changes import Changes
from healthdesk.base.config import Place
from healthdesk.domain.access import Permission, Role
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.rooms import Environment, Rooms
from healthdesk.services import first_start
from healthdesk.services.accounts import unlock
from healthdesk.services.first_start import FirstStart
from healthdesk.services.reception import Reception, require_password
from healthdesk.services.seat import Sitter
from healthdesk.store import backup, founding, wrapping
from healthdesk.store.keys import KeyRing
from healthdesk.store.lock import StoreLock

if TYPE_CHECKING:
    # For the name alone: loading the keyring costs 0.1 s, and only unattended work needs it.
    from healthdesk.base.secrets import Secrets

__all__ = ["Desk", "Environment", "FirstStart", "restore"]

UNATTENDED = Sitter("unattended", "", "HealthDesk", Role.SYNCHRONISER)
"""Who the journal names while nobody is logged in and the workstation synchronises by itself."""


class Desk(Rooms):
    """One opened store with somebody at the desk. Close it when done."""

    def __init__(self, folder: Path, data_key: bytes, lock: StoreLock, environment: Environment) -> None:
        super().__init__(folder, data_key, environment)
        self._lock = lock
        self._data_key = data_key

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
        self.platform.close()
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
