"""A platform that holds the records of a township, for a first load."""

from itertools import cycle, islice

from healthdesk.base import canonical
from healthdesk.base.ids import SeededIds
from healthdesk.store.versions import Resource
from healthdesk.trials.centre.making import Plan, batches
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.people import TODAY, a_visit
from healthdesk.trials.syncing.stations import MAPPER

PERSONS = 1_927
RESOURCES = 129_037
"""What a peer was given; it took 4 h 51 min (issue 5)."""

SEED, YEARS = 1, 2


def township(persons: int = PERSONS, resources: int = RESOURCES) -> FakePlatform:
    """Exactly so many resources: a synthetic centre, and follow-ups of its people in turn for the rest."""
    platform, people = FakePlatform(), list[str]()
    for batch in batches(Plan(persons, SEED, TODAY, YEARS)):
        for type_, id_, body, *_ in batch.versions[: resources - len(platform.log)]:
            platform.write(type_, id_, canonical.decode(body))
            people += [id_] if type_ == "Patient" else []
    ids, whose = SeededIds(SEED + 1), cycle(people)
    while left := resources - len(platform.log):
        for made in islice(_follow_up(ids.new(), next(whose)), left):
            platform.write(made.type, made.id, made.body)
    return platform


def _follow_up(id_: str, resident_id: str) -> list[Resource]:
    """A signed visit as it is sent: the form, the encounter and what was measured."""
    return MAPPER.freeze(a_visit(id_, resident_id), lambda _type, _id: None)
