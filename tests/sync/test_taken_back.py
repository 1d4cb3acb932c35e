"""A change that was a resource of its own, on a platform without history, and was deleted there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from healthdesk.base.progress import Silence
from healthdesk.fhir import given_ids, replacements
from healthdesk.store.platform import Intent
from healthdesk.sync import centre, inventory
from healthdesk.sync.engine import Engine
from healthdesk.sync.merge import Verdict
from healthdesk.sync.standing import Outcome
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station, a_station

IN_STEP = ("in-step", 0, 0, 0)
HABITS: tuple[dict[str, Any], ...] = (
    {"keeps_history": False},
    {"keeps_history": False, "takes_updates": False},
    {"takes_own_ids": False, "keeps_history": False, "takes_updates": False},
)
FORM = "QuestionnaireResponse"


class Town:
    """A platform and two desks, one visit that both hold: written by 李慧 and changed to 王慧 since."""

    def __init__(self, folder: Path, habits: dict[str, Any]) -> None:
        self.platform = FakePlatform(**habits)
        self.here, self.there = (
            a_station(folder / str(number), self.platform.client(), number) for number in (1, 2)
        )
        self.visit = self.here.visit(self.here.register())
        self.here.sync()
        self.there.sync()
        self.here.change("Visit", self.visit, doctor="王慧")
        self.here.sync()
        self.there.sync()

    def change(self, step: int) -> str:
        """The id there of the resource that stands for the change number `step`."""
        id_ = replacements.id_of(self.visit, step)
        if self.platform.takes_own_ids:
            return id_
        (found,) = self.platform.matching(FORM, *given_ids.query(FORM, id_))
        return found.id

    def take_back(self, step: int = 2) -> None:
        """The platform deletes it, and says so when asked."""
        self.platform.delete(FORM, self.change(step))

    def lose(self, step: int = 2) -> None:
        """The platform forgets that it ever was."""
        lost = self.platform.state.pop((FORM, self.change(step)))
        self.platform.log.remove(lost)

    def doctors(self) -> list[str]:
        """What each desk shows."""
        return [desk.row("Visit", self.visit)["doctor"] for desk in (self.here, self.there)]


@pytest.fixture(params=HABITS, ids=str)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """The town of each kind of platform."""
    made = Town(tmp_path, request.param)
    yield made
    made.here.database.close()
    made.there.database.close()


def compared(desk: Station) -> Outcome:
    """A run that compares everything."""
    return Engine(desk.link).run(Silence(), inventory.everything)


def decide(desk: Station, verdict: Verdict) -> None:
    """A person at `desk` settles the one conflict there."""
    (conflict,) = desk.conflicts()
    choices = {field.path: verdict for field in conflict.fields}
    assert centre.resolve(desk.link, conflict.key, choices, "李慧")


@pytest.mark.parametrize("is_told", [True, False], ids=["410", "404"])
@pytest.mark.parametrize(("verdict", "doctor"), [(Verdict.HERE, "赵云"), (Verdict.THERE, "李慧")])
def test_whoever_builds_on_it_is_asked_and_both_desks_end_with_the_answer(
    town: Town, is_told: bool, verdict: Verdict, doctor: str
) -> None:
    town.take_back() if is_told else town.lose()
    town.here.change("Visit", town.visit, doctor="赵云")
    assert town.here.settled(town.here.sync()) == ("conflict", 0, 0, 1)
    (conflict,) = town.here.conflicts()
    (field,) = (one for one in conflict.fields if one.verdict is Verdict.OPEN)
    assert (field.here, field.there) == ("赵云", "李慧")
    decide(town.here, verdict)
    assert town.here.settled(town.here.sync()) == IN_STEP
    for desk in (town.there, town.here):
        assert desk.settled(compared(desk)) == IN_STEP
    if is_told or verdict is Verdict.HERE:
        assert town.doctors() == [doctor] * 2
    for desk in (town.there, town.here):
        found = compared(desk)
        assert desk.settled(found) == IN_STEP
        assert found.findings is not None
        assert found.findings.is_whole
        assert not found.findings.queued_again


def test_a_person_is_asked_also_where_the_fields_do_not_contradict(town: Town) -> None:
    """To take back a change in silence, because somebody wrote beside it, would be to lose it."""
    town.take_back()
    answers = town.here.row("Visit", town.visit)["answers"]
    town.here.change("Visit", town.visit, answers={**answers, "weight": "71.5"})
    assert town.here.sync().state == "conflict"
    assert town.here.row("Visit", town.visit)["doctor"] == "王慧"


def test_an_idle_desk_shows_again_what_was_before(town: Town) -> None:
    town.take_back()
    for desk in (town.there, town.here):
        assert desk.settled(compared(desk)) == IN_STEP
    assert town.doctors() == ["李慧", "李慧"]
    before = len(town.platform.log)
    for desk in (town.there, town.here):
        compared(desk)
    assert len(town.platform.log) == before
    assert town.doctors() == ["李慧", "李慧"]


def test_what_is_missing_without_a_word_is_no_deletion_and_goes_again(town: Town) -> None:
    town.lose()
    found = compared(town.here)
    assert found.findings is not None
    assert found.findings.queued_again == ((FORM, town.visit),)
    assert compared(town.there).state == "in-step"
    assert town.doctors() == ["王慧", "王慧"]
    assert town.platform.body(FORM, town.change(2))["author"]


def test_an_earlier_change_that_is_gone_holds_up_nothing(town: Town) -> None:
    town.here.change("Visit", town.visit, doctor="赵云")
    town.here.sync()
    town.there.sync()
    town.take_back(2)
    town.there.change("Visit", town.visit, doctor="孙兰")
    assert town.there.settled(town.there.sync()) == IN_STEP
    assert town.here.settled(town.here.sync()) == IN_STEP
    assert town.doctors() == ["孙兰", "孙兰"]


def test_a_number_that_was_used_is_not_used_again_by_a_desk_that_never_saw_it(town: Town) -> None:
    """Else it would be taken for what the others know under it, and never read."""
    if not town.platform.takes_own_ids:
        pytest.skip("the id of what it never met is not known there")
    town.here.change("Visit", town.visit, doctor="赵云")
    town.here.sync()
    town.take_back(3)
    town.there.change("Visit", town.visit, doctor="孙兰")
    town.there.sync()
    decide(town.there, Verdict.HERE)
    assert town.there.settled(town.there.sync()) == IN_STEP
    assert town.here.settled(town.here.sync()) == IN_STEP
    assert town.doctors() == ["孙兰", "孙兰"]


def test_a_save_that_waits_for_a_merge_nobody_is_asked_about_is_told_as_waiting(town: Town) -> None:
    """Whatever left it there: a desk that says all is sent must not be wrong."""
    town.here.change("Visit", town.visit, doctor="赵云")
    with town.here.database.writing("trial") as session:
        session.execute(update(Intent).where(Intent.state == "queued").values(state="merge"))
    outcome = town.here.sync()
    assert (outcome.state, outcome.waiting) == ("waiting", 1)
