"""The immunization schedule this centre goes by: shipped or newer files, with its own switches."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from healthdesk.base import canonical, errors
from healthdesk.base.clock import Clock
from healthdesk.base.paths import resources
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.reading import ScheduleFault
from healthdesk.domain.immunization.schedule import Schedule, files_of
from healthdesk.services.seat import Seat
from healthdesk.store import coming_doses, settings
from healthdesk.store.database import Database

FILES = "immunization.files"
CHOSEN = "immunization.settings"
REMARKS = "immunization.settings.remarks"


class Schedules:
    """Read once and kept until something is changed here.

    `fault` says why files taken in earlier are not used: a newer program may read them otherwise. The
    shipped ones are used then.
    """

    def __init__(self, *, database: Database, seat: Seat, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock
        self._current: Schedule | None = None
        self.fault: ScheduleFault | None = None

    @property
    def current(self) -> Schedule:
        """The schedule that counts now."""
        if self._current is None:
            self._current = self._read()
        return self._current

    def mark(self) -> str:
        """A word that is another one as soon as a file or a switch is."""
        with self._database.reading() as session:
            texts = settings.value(session, FILES, {})
            chosen = settings.value(session, CHOSEN, {})
        found = hashlib.sha256(canonical.encode(chosen))
        for name, raw in sorted(_kept(texts).items()):
            found.update(name.encode() + raw)
        return found.hexdigest()

    def remarks(self) -> Mapping[str, str]:
        """Who changed a switch, when and why, by its key."""
        with self._database.reading() as session:
            found: dict[str, str] = settings.value(session, REMARKS, {})
        return found

    def choose(self, key: str, value: str, reason: str) -> None:
        """Let another value of a switch count. Raises InvalidInput, NotFound, NotAllowed."""
        self._seat.require(Permission.KEEP_STORE)
        if key not in {switch.key for switch in self.current.switches}:
            raise errors.NotFound("setting", key)
        if not reason.strip():
            raise errors.InvalidInput("reason", "required")
        who, today = self._seat.sitter.full_name, self._clock.today().isoformat()
        with self._database.writing("rule") as session:
            files, chosen = _kept(settings.value(session, FILES, {})), settings.value(session, CHOSEN, {})
            wanted = chosen | {key: value.strip()}
            try:
                schedule = Schedule.of(files, wanted)
            except ScheduleFault:
                raise errors.InvalidInput("value", "range") from None
            remarks = settings.value(session, REMARKS, {})
            settings.change(session, CHOSEN, wanted)
            coming_doses.forget_all(session)
            settings.change(session, REMARKS, remarks | {key: f"{today} {who}：{reason.strip()}"})
        self._current = schedule

    def take_in(self, folder: Path) -> Schedule:
        """Let the files of a folder count in place of those of the same name.

        Raises ScheduleFault, which names the file and the contradiction; what counted before is kept then.
        Raises InvalidInput for a folder that is not there.
        """
        self._seat.require(Permission.KEEP_STORE)
        if not folder.is_dir():
            raise errors.InvalidInput("folder", "absent")
        new = files_of(folder)
        if not new:
            raise ScheduleFault(folder.name, "no files")
        with self._database.writing("rule") as session:
            kept = settings.value(session, FILES, {})
            texts = kept | {name: raw.decode("utf-8", "replace") for name, raw in new.items()}
            schedule = Schedule.of(_kept(texts), settings.value(session, CHOSEN, {}))
            settings.change(session, FILES, texts)
            coming_doses.forget_all(session)
        self._current, self.fault = schedule, None
        return schedule

    def _read(self) -> Schedule:
        with self._database.reading() as session:
            texts = settings.value(session, FILES, {})
            chosen = settings.value(session, CHOSEN, {})
        if not texts and not chosen:
            return Schedule.shipped()
        try:
            return Schedule.of(_kept(texts), chosen)
        except ScheduleFault as fault:
            self.fault = fault
        return Schedule.read()


def _kept(texts: Mapping[str, str]) -> dict[str, bytes]:
    """The shipped files, with those in their places that were taken in."""
    shipped = files_of(resources() / "immunization")
    return shipped | {name: text.encode() for name, text in texts.items()}
