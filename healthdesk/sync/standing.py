"""How things stand after a run, and why it came to no end: the words of the status bar."""

from dataclasses import dataclass
from enum import StrEnum

from healthdesk.base.errors import (
    AnswerUnclear,
    Outdated,
    PlatformError,
    PlatformFull,
    Refused,
    Unauthenticated,
    Unreachable,
    Untrusted,
)
from healthdesk.sync import centre, house, probe, sentinel, settle
from healthdesk.sync.answers import Incapable, Overloaded
from healthdesk.sync.healing import Findings
from healthdesk.sync.link import Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.pull import UnreadablePage


class State(StrEnum):
    """The one word of the status bar."""

    IN_STEP = "in-step"
    WAITING = "waiting"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    OFFLINE = "offline"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did and how things stand after it.

    `reason` says why it is offline or paused: unreachable, unclear, overloaded, untrusted, unauthenticated,
    outdated, platform-full, incapable, refused, cloned, restored, unsafe-platform, drops-extensions,
    unreadable-page, broken, asked. An overloaded platform wants to be left alone for `retry_after` seconds.
    Counts of `waiting`, `rejected` and `conflicts` are of saves. `findings` is what was compared id by id,
    None where that was not asked for or not due.
    """

    state: State
    sent: int = 0
    received: int = 0
    waiting: int = 0
    rejected: int = 0
    conflicts: int = 0
    reason: str | None = None
    findings: Findings | None = None
    retry_after: float = 0.0


def after(link: Link, moved: Moved, error: PlatformError | None = None, *, is_asked: bool = False) -> Outcome:
    """The outcome of a run that `error` ended, if anything did, or that somebody has asked not to begin."""
    state, reason = _said(error) if error else (State.PAUSED, "asked") if is_asked else (None, None)
    with link.database.reading() as session:
        counts = centre.counts(session, link.remote_id)
        told = house.told(session) - moved.told_before
    return Outcome(
        state=state or _standing(counts),
        sent=moved.sent - told,
        received=moved.received,
        waiting=counts.waiting,
        rejected=counts.rejected,
        conflicts=counts.conflicts,
        reason=reason,
        findings=moved.findings,
        retry_after=error.retry_after if isinstance(error, Overloaded) else 0.0,
    )


def word(found: centre.Summary, last: Outcome | None) -> str:
    """How things stand between two runs, the last of which came to this (None: there was none yet)."""
    if found.is_paused:
        return "paused"
    if last is not None and last.state == "paused" and last.reason != "asked":
        return "paused"
    if found.offline_since is not None:
        return "offline"
    return _standing(found.counts)


def _said(error: PlatformError) -> tuple[State, str]:
    """The state and the reason behind an error of the platform."""
    if isinstance(error, Refused) and not isinstance(error, Incapable):
        is_busy = error.status in settle.OVERLOADED
        return (State.OFFLINE, "overloaded") if is_busy else (State.PAUSED, "refused")
    return next(said for kind, said in _SAID.items() if isinstance(error, kind))


_SAID: dict[type[PlatformError], tuple[State, str]] = {
    Untrusted: (State.PAUSED, "untrusted"),
    Unauthenticated: (State.PAUSED, "unauthenticated"),
    Outdated: (State.PAUSED, "outdated"),
    PlatformFull: (State.PAUSED, "platform-full"),
    Incapable: (State.PAUSED, "incapable"),
    sentinel.ClonedWorkstation: (State.PAUSED, "cloned"),
    sentinel.RestoredPlatform: (State.PAUSED, "restored"),
    probe.UnsafePlatform: (State.PAUSED, "unsafe-platform"),
    UnreadablePage: (State.PAUSED, "unreadable-page"),
    probe.DropsExtensions: (State.PAUSED, "drops-extensions"),
    Unreachable: (State.OFFLINE, "unreachable"),
    AnswerUnclear: (State.OFFLINE, "unclear"),
    PlatformError: (State.PAUSED, "refused"),
}


def _standing(counts: centre.Counts) -> State:
    if counts.conflicts:
        return State.CONFLICT
    if counts.rejected:
        return State.REJECTED
    return State.WAITING if counts.waiting else State.IN_STEP
