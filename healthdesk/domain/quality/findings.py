"""Records that cannot be true, or look as if nobody had measured: found by comparing, never by guessing.

    findings(records, residents, limits)  ->  Finding(kind, staff, visits)

A finding accuses nobody. It is a reason to look at the paper or to telephone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from healthdesk.domain.quality.limits import Limits

SYSTOLIC = "sbp"
PERCENT = 100


class Kind(StrEnum):
    """What was found."""

    IDENTICAL = "identical"
    ROUNDED = "rounded"
    AFTER_DEATH = "after-death"
    DURING_ADMISSION = "during-admission"
    OVERLAPPING = "overlapping"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A record as an auditor sees it. `measured`: values of the day by code; `mode` 1 clinic, 2 home.

    `entered_at` is when it was first written: a correction takes no record out of its row.
    """

    id: str
    resident_id: str
    on: date
    entered_at: datetime
    staff: str
    mode: str
    measured: Mapping[str, Decimal]
    is_late: bool


@dataclass(frozen=True, slots=True)
class ResidentFacts:
    """When somebody died, and the days spent in hospital (first and last, both included)."""

    died_on: date | None = None
    admissions: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What, by whom, and in which records; `share` in percent where a share was counted."""

    kind: Kind
    staff: str
    visits: tuple[str, ...]
    share: int | None = None


def findings(
    records: Sequence[RecordFacts], residents: Mapping[str, ResidentFacts], limits: Limits
) -> tuple[Finding, ...]:
    """Everything worth a look, the gravest kinds first; the same records always give the same findings."""
    by_staff: dict[str, list[RecordFacts]] = defaultdict(list)
    for record in sorted(records, key=lambda one: (one.entered_at, one.id)):
        by_staff[record.staff].append(record)
    found: list[Finding] = []
    for staff, theirs in sorted(by_staff.items()):
        found += _impossible(staff, theirs, residents)
        found += _identical(staff, theirs, limits)
        found += _rounded(staff, theirs, limits)
        found += _late(staff, theirs, limits)
    found += _overlapping(records)
    order = [
        Kind.AFTER_DEATH,
        Kind.DURING_ADMISSION,
        Kind.OVERLAPPING,
        Kind.IDENTICAL,
        Kind.ROUNDED,
        Kind.LATE,
    ]
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.staff, one.visits)))


def _impossible(
    staff: str, records: Sequence[RecordFacts], residents: Mapping[str, ResidentFacts]
) -> Iterator[Finding]:
    for record in records:
        known = residents.get(record.resident_id, ResidentFacts())
        if known.died_on and record.on > known.died_on:
            yield Finding(Kind.AFTER_DEATH, staff, (record.id,))
        # The days of coming and going may well hold a visit; only those between cannot.
        elif any(first < record.on < last for first, last in known.admissions):
            yield Finding(Kind.DURING_ADMISSION, staff, (record.id,))


def _identical(staff: str, records: Sequence[RecordFacts], limits: Limits) -> Iterator[Finding]:
    """Rows of records, of whoever, that repeat every measured value one after the other."""
    row: list[RecordFacts] = []
    for record in [*(one for one in records if len(one.measured) >= limits.identical_codes.value), None]:
        if record is not None and row and record.measured == row[-1].measured:
            row.append(record)
            continue
        if len(row) >= limits.identical_in_a_row.value:
            yield Finding(Kind.IDENTICAL, staff, tuple(one.id for one in row))
        row = [record] if record is not None else []


def _rounded(staff: str, records: Sequence[RecordFacts], limits: Limits) -> Iterator[Finding]:
    values = [(one.id, one.measured[SYSTOLIC]) for one in records if SYSTOLIC in one.measured]
    round_ones = tuple(id_ for id_, value in values if value % 10 == 0)
    share = _share(len(round_ones), len(values))
    if len(values) >= limits.rounded_at_least.value and share >= limits.rounded_share_percent.value:
        yield Finding(Kind.ROUNDED, staff, round_ones, share)


def _late(staff: str, records: Sequence[RecordFacts], limits: Limits) -> Iterator[Finding]:
    late = tuple(one.id for one in records if one.is_late)
    share = _share(len(late), len(records))
    if len(records) >= limits.late_at_least.value and share >= limits.late_share_percent.value:
        yield Finding(Kind.LATE, staff, late, share)


def _overlapping(records: Sequence[RecordFacts]) -> Iterator[Finding]:
    """One resident, one day, two members of staff, two places: at home and in the clinic."""
    days: dict[tuple[str, date], list[RecordFacts]] = defaultdict(list)
    for record in records:
        days[record.resident_id, record.on].append(record)
    # One record a day overlaps nothing: sorting tens of thousands of such days would hold up the window.
    for _, same in sorted(day for day in days.items() if len(day[1]) > 1):
        at_home = [one for one in same if one.mode == "2"]
        elsewhere = [one for one in same if one.mode == "1"]
        pairs = [(here, there) for here in at_home for there in elsewhere if here.staff != there.staff]
        for here, there in pairs:
            yield Finding(Kind.OVERLAPPING, here.staff, (here.id, there.id))


def _share(part: int, whole: int) -> int:
    return PERCENT * part // whole if whole else 0
