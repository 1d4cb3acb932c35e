"""A person who decides."""

from collections.abc import Sequence

from healthdesk.sync import centre
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.stations import Station


def decide(station: Station, verdict: Verdict) -> None:
    """Settle every open conflict so."""
    for conflict in station.conflicts():
        choices = {field.path: verdict for field in conflict.fields}
        assert centre.resolve(station.link, conflict.key, choices, "王慧")


def until_calm(desks: Sequence[Station], verdict: Verdict) -> None:
    """Each synchronises and decides in turn, three times: what was decided here comes back from there."""
    for _ in range(3):
        for desk in desks:
            desk.sync()
            decide(desk, verdict)
