"""The log of requests: sizes, times and outcomes, nothing of their content."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.store.platform import Attempt


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request cost, for the log of attempts; holds nothing of its content."""

    method: str
    path: str
    request_id: str | None
    bytes_up: int
    bytes_down: int
    milliseconds: int
    status: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class AttemptEntry:
    """One request of the past: sizes, time and outcome, nothing of its content."""

    at: datetime
    bytes_up: int
    bytes_down: int
    milliseconds: int
    status: int | None
    outcome: str


def latest(session: Session, remote_id: int, limit: int = 200) -> tuple[AttemptEntry, ...]:
    """The last requests, newest first."""
    found = session.scalars(
        select(Attempt).where(Attempt.remote_id == remote_id).order_by(Attempt.seq.desc()).limit(limit)
    )
    return tuple(
        AttemptEntry(one.at, one.bytes_up, one.bytes_down, one.milliseconds, one.status, one.outcome)
        for one in found
    )


def noted(remote_id: int, one: Exchange, now: datetime) -> Attempt:
    """A request as it is written down."""
    return Attempt(
        remote_id=remote_id,
        request_id=one.request_id,
        at=now,
        bytes_up=one.bytes_up,
        bytes_down=one.bytes_down,
        milliseconds=one.milliseconds,
        status=one.status,
        outcome=one.outcome,
    )


def remark(outcome: str) -> Exchange:
    """What was decided because of the requests before it."""
    return Exchange("", "", None, 0, 0, 0, None, outcome)
