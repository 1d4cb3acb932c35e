"""Where Enter goes from a question."""

from collections.abc import Callable
from enum import Enum

from ui.forms.sheet import Sheet


class Pace(Enum):
    """Where Enter goes: to every question that is asked, or only to those that still want an answer.

    FOLLOW_UP: to those, and once to each section with carried answers, which one Enter keeps together.
    """

    EVERY = "every"
    GAPS = "gaps"
    FOLLOW_UP = "follow-up"


def following(
    pace: Pace, sheet: Sheet, is_shown: Callable[[str], bool], key: str, *, step_by_step: bool
) -> str | None:
    """The question after `key`, of those that are asked and not folded away; None when that was the last."""
    match pace:
        case Pace.FOLLOW_UP:
            found = _next_stop(sheet, is_shown, key)
        case Pace.GAPS if not step_by_step:
            found = sheet.next_stop(key)
        case _:
            found = _next_shown(sheet, is_shown, key)
    return found if found != key else None


def _next_stop(sheet: Sheet, is_shown: Callable[[str], bool], key: str) -> str | None:
    """The next gap, fault or carried answer on the way down, then those that were passed over."""
    stops = frozenset(sheet.stops())
    for one in sheet.plan.order[sheet.plan.place(key) + 1 :]:
        if one in stops or (sheet.is_carried(one) and is_shown(one)):
            return one
    return sheet.next_stop(key)


def _next_shown(sheet: Sheet, is_shown: Callable[[str], bool], key: str) -> str | None:
    """The next asked question that is not folded away."""
    found = sheet.next_asked(key)
    while found and not is_shown(found):
        found = sheet.next_asked(found)
    return found
