"""A person who decides for what the platform says."""

from healthdesk.sync import centre
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing.stations import Station


def decide_there(station: Station) -> None:
    """Settle every open conflict so."""
    for conflict in station.conflicts():
        centre.resolve(
            station.link, conflict.key, {field.path: Verdict.THERE for field in conflict.fields}, "王慧"
        )
