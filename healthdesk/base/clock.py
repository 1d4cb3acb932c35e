"""The one source of the present moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8))
"""The one time of the whole country."""


class Clock(Protocol):
    """Where the program asks what time it is."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def today(self) -> date:
        """The date on the wall at the desk."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return datetime.now().astimezone().date()


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still, for tests, demonstrations and `--as-of`."""

    moment: datetime

    @classmethod
    def on(cls, day: date, hour: int = 9) -> "FixedClock":
        """Nine in the morning of `day`, unless another hour is said."""
        return cls(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()
