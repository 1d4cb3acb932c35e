"""Bring in what an old system exported."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.progress import Progress, Silence
from healthdesk.domain.access import Permission
from healthdesk.exchange import importing
from healthdesk.exchange.importing import ImportRow, ImportTable, Refusal
from healthdesk.services.residents import Residents
from healthdesk.services.seat import Seat

ROWS_A_UNIT = 10
"""So many are registered in one go: the disk is waited for once, and a person who saves waits some 20 ms."""


@dataclass(slots=True)
class ImportReport:
    """What became of each row: imported, already here (same identity number), or refused with a reason.

    `broken_off` is why the store could not go on; the `rows` before that are done all the same.
    """

    rows: int = 0
    imported: int = 0
    already_here: int = 0
    refused: list[Refusal] = field(default_factory=list)
    was_cancelled: bool = False
    broken_off: errors.StorageError | None = None


class Transfer:
    """Tables in. A row that is refused harms no other."""

    def __init__(self, *, seat: Seat, residents: Residents, clock: Clock) -> None:
        self._seat = seat
        self._residents = residents
        self._clock = clock

    def bring_in(self, file: Path, progress: Progress | None = None) -> ImportReport:
        """Import a CSV or spreadsheet of residents. Raises InvalidInput for an unreadable file.

        Twins are kept: two people of one name and birthday are two people unless their numbers agree.
        """
        self._seat.require(Permission.IMPORT)
        watch = progress or Silence()
        table = importing.read(file, self._clock.today())
        report = ImportReport()
        for unit in _units(table, watch):
            try:
                self._register(unit, report)
            except errors.StorageError as error:
                report.broken_off = error
                return report
        report.was_cancelled = report.rows < len(table)
        return report

    def _register(self, unit: list[ImportRow | Refusal], report: ImportReport) -> None:
        good = [row.filling for row in unit if isinstance(row, ImportRow)]
        fresh = self._residents.register_together(good) if good else 0
        report.rows += len(unit)
        report.imported += fresh
        report.already_here += len(good) - fresh
        report.refused += [row for row in unit if isinstance(row, Refusal)]


def _units(table: ImportTable, watch: Progress) -> Iterator[list[ImportRow | Refusal]]:
    """Some rows at a time, until all were read or nobody wants more."""
    unit: list[ImportRow | Refusal] = []
    rows = enumerate(table, 1)
    while not watch.is_cancelled and (found := next(rows, None)):
        done, row = found
        unit.append(row)
        watch.step(done, len(table))
        if len(unit) == ROWS_A_UNIT:
            yield unit
            unit = []
    if unit:
        yield unit
