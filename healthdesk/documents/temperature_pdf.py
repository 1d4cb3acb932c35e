"""The temperature log of a refrigerator: a month on a page, two readings a day, what was done."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.layouts import Words, read
from healthdesk.documents.notice import Notice, NoticeTable, notice_pdf
from healthdesk.domain.stock.cold_chain import Reading

NOON = 12


@dataclass(frozen=True, slots=True)
class TemperatureLog:
    """A refrigerator's month (any day of it), with its limits in degrees Celsius; a freezer has no lower.

    `at` of the readings is in the time of the clinic, their `remark` what was done.
    """

    refrigerator: str
    month: date
    low: Decimal | None
    high: Decimal
    readings: Sequence[Reading] = ()


@dataclass(frozen=True, slots=True)
class _LogWords:
    title: str
    whose: tuple[str, ...]
    range: str
    below: str
    heads: tuple[str, ...]
    shares: tuple[float, ...]
    outside: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Papers:
    temperature: _LogWords


def temperature_pdf(log: TemperatureLog, footer: str, fonts: Fonts) -> bytes:
    """A line for each day of the month; blank where nothing was read. Raises InvalidInput."""
    said = read("immunization-papers", _Papers).temperature
    month = read("words", Words).month(log.month)
    limits = (said.below if log.low is None else said.range).format(low=log.low, high=log.high)
    _, days = calendar.monthrange(log.month.year, log.month.month)
    rows = [_row(said, log, log.month.replace(day=day)) for day in range(1, days + 1)]
    notice = Notice(
        title=said.title,
        whose=tuple(zip(said.whose, (log.refrigerator, month, limits), strict=True)),
        table=NoticeTable(said.heads, said.shares, rows),
        remarks=said.remarks,
    )
    return notice_pdf([notice], footer, fonts)


def _row(said: _LogWords, log: TemperatureLog, on: date) -> list[str]:
    own = sorted((one for one in log.readings if one.at.date() == on), key=lambda one: one.at)
    halves = [one for one in own if one.at.hour < NOON], [one for one in own if one.at.hour >= NOON]
    cells = [text for half in halves for text in _half(said, log, half)]
    names = "、".join(dict.fromkeys(one.by for one in own))
    return [str(on.day), *cells, names, "；".join(one.remark for one in own if one.remark)]


def _half(said: _LogWords, log: TemperatureLog, own: Sequence[Reading]) -> tuple[str, str]:
    times = " ".join(f"{one.at:%H:%M}" for one in own)
    return times, " ".join(_degrees(said, log, one) for one in own)


def _degrees(said: _LogWords, log: TemperatureLog, one: Reading) -> str:
    is_outside = one.celsius > log.high or (log.low is not None and one.celsius < log.low)
    return said.outside.format(celsius=one.celsius) if is_outside else str(one.celsius)
