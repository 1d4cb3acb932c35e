"""Bring in what an old system exported."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.base.progress import Progress, Silence
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.filling import Origin
from healthdesk.exchange import importing
from healthdesk.exchange.importing import Refusal
from healthdesk.services.residents import Residents
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.residents import Resident


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of each row: imported, already here (same identity number), or refused with a reason.

    `broken_off` is why the store could not go on; the `rows` before that are done all the same.
    """

    rows: int
    imported: int
    already_here: int
    refused: tuple[Refusal, ...]
    was_cancelled: bool = False
    broken_off: errors.StorageError | None = None


class Transfer:
    """Tables in. Each row is a registration of its own, so that a bad row harms no other."""

    def __init__(self, *, database: Database, seat: Seat, residents: Residents) -> None:
        self._database = database
        self._seat = seat
        self._residents = residents

    def bring_in(self, file: Path, progress: Progress | None = None) -> ImportReport:
        """Import a CSV or spreadsheet of residents. Raises InvalidInput for an unreadable file.

        Twins are kept: two people of one name and birthday are two people unless their numbers agree.
        """
        self._seat.require(Permission.IMPORT)
        watch = progress or Silence()
        found = importing.read(file)
        refused: list[Refusal] = []
        imported = already = done = 0
        for done, row in enumerate(found, 1):
            if watch.is_cancelled:
                return ImportReport(done - 1, imported, already, tuple(refused), was_cancelled=True)
            if isinstance(row, Refusal):
                refused.append(row)
            elif self._is_here(str(row.answers.get("id_no") or "")):
                already += 1
            else:
                try:
                    refusal = self._register(row)
                except errors.StorageError as error:
                    return ImportReport(done - 1, imported, already, tuple(refused), broken_off=error)
                refused += [refusal] if refusal else []
                imported += 0 if refusal else 1
            watch.step(done, len(found))
        return ImportReport(done, imported, already, tuple(refused))

    def _register(self, row: importing.ImportRow) -> Refusal | None:
        filling = self._residents.start()
        for link_id, value in row.answers.items():
            filling = filling.answer(link_id, value, Origin.IMPORTED)
        try:
            self._residents.register(filling)
        except errors.InvalidInput as error:
            return Refusal(row.line, error.field, error.reason)
        return None

    def _is_here(self, id_no: str) -> bool:
        if not id_no:
            return False
        with self._database.reading() as session:
            return session.scalars(select(Resident.id).where(Resident.id_no == id_no)).first() is not None
