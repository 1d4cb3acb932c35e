"""A person who decides."""

from healthdesk.sync import centre
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.stations import Station


def decide(station: Station, verdict: Verdict) -> None:
    """Settle every open conflict so."""
    for conflict in station.conflicts():
        choices = {field.path: verdict for field in conflict.fields}
        assert centre.resolve(station.link, conflict.key, choices, "王慧")
