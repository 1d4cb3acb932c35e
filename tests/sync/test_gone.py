"""A record that somebody deletes on the platform before this desk knows that it arrived, or edits it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from healthdesk.base import canonical
from healthdesk.base.progress import Silence
from healthdesk.fhir import archive_facts, resources
from healthdesk.sync import centre, inventory
from healthdesk.sync.conflicts import WHOLE
from healthdesk.sync.engine import Engine
from healthdesk.sync.merge import Verdict
from healthdesk.sync.standing import Outcome
from healthdesk.trials.syncing import faults, told
from healthdesk.trials.syncing.fake_platform import FakePlatform, Fault, text
from healthdesk.trials.syncing.stations import Station, a_station

FORM = "QuestionnaireResponse"
IN_STEP = ("in-step", 0, 0, 0)
WITHOUT_HISTORY: tuple[dict[str, Any], ...] = (
    {"keeps_history": False},
    {"keeps_history": False, "takes_updates": False},
    {"takes_own_ids": False, "keeps_history": False, "takes_updates": False},
)
ONE_BY_ONE = ({"honours_if_match": False}, {"takes_own_ids": False}, *WITHOUT_HISTORY)


class Town:
    """A platform, two desks that have met it, and a resident both know."""

    def __init__(self, folder: Path, habits: dict[str, Any]) -> None:
        self.platform = FakePlatform(**habits)
        self.here, self.there = (
            a_station(folder / str(number), self.platform.client(), number) for number in (1, 2)
        )
        self.person = self.here.register()
        self.meet()

    def meet(self) -> None:
        """Both desks learn what the other did."""
        for desk in (self.here, self.there):
            assert desk.settled(desk.sync()) == IN_STEP

    def send_unanswered(self) -> str:
        """A visit that arrives without this desk hearing of it, though it may hear of its id there."""
        visit = self.here.visit(self.person)
        self.platform.fail(faults.answer_lost, _is_sent)
        assert self.here.sync().state == "offline"
        if not self.platform.takes_own_ids:
            self.platform.fail(faults.no_route, _is_read)
            assert self.here.sync().state == "offline"
        assert self.living(FORM, visit)
        return visit

    def delete(self, type_: str, id_: str) -> None:
        """Somebody deletes all there is of it there."""
        for there in self.living(type_, id_):
            self.platform.delete(type_, there)

    def living(self, type_: str, id_: str) -> list[str]:
        """The ids there of what lives of it: itself, and changes of it that are resources of their own."""
        told_of = {one.stored.id for one in told.log(self.platform) if (one.type, one.id) == (type_, id_)}
        return [there for there in told_of if self.platform.state[type_, there].body is not None]

    def shown(self, visit: str) -> list[tuple[str, str]]:
        """Status and doctor of the visit at each desk."""
        rows = [desk.row("Visit", visit) for desk in (self.here, self.there)]
        return [(row["status"], row["doctor"]) for row in rows]


def _is_sent(request: requests.PreparedRequest) -> bool:
    place = (request.url or "").rpartition("/fhir/")[2]
    return request.method in ("POST", "PUT") and place.startswith(FORM) and not place.endswith("_search")


def _is_read(request: requests.PreparedRequest) -> bool:
    return request.method == "GET" and f"/{FORM}/" in (request.url or "")


@pytest.fixture
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """The town of a platform with the habits of the parameter."""
    made = Town(tmp_path, request.param)
    yield made
    made.here.database.close()
    made.there.database.close()


def compared(desk: Station) -> tuple[str, int, int, int]:
    """What a run that compares everything comes to."""
    return desk.settled(Engine(desk.link).run(Silence(), inventory.everything))


def decide(desk: Station, verdict: Verdict) -> None:
    """A person settles the one question, which is about the record as such."""
    (conflict,) = desk.conflicts()
    assert [field.path for field in conflict.fields] == [WHOLE]
    assert centre.resolve(desk.link, conflict.key, {WHOLE: verdict}, "李慧")


@pytest.mark.parametrize("town", ONE_BY_ONE, indirect=True, ids=str)
@pytest.mark.parametrize(("verdict", "status"), [(Verdict.HERE, "signed"), (Verdict.THERE, "void")])
def test_what_was_deleted_before_its_answer_came_is_asked_about(
    town: Town, verdict: Verdict, status: str
) -> None:
    """sync.md 5.5.2: 410 is no 404. Nothing is brought back that a person has not said should be."""
    visit = town.send_unanswered()
    town.delete(FORM, visit)
    assert town.here.settled(town.here.sync()) == ("conflict", 0, 0, 1)
    assert not town.living(FORM, visit)
    decide(town.here, verdict)
    assert town.here.settled(town.here.sync()) == IN_STEP
    assert bool(town.living(FORM, visit)) is (verdict is Verdict.HERE)
    assert town.here.row("Visit", visit)["status"] == status
    town.there.sync()
    assert (("Visit", visit) in town.there.rows()) is (verdict is Verdict.HERE)


@pytest.mark.parametrize("town", [{}, *ONE_BY_ONE], indirect=True, ids=str)
def test_an_edit_that_is_kept_against_a_deletion_comes_to_a_desk_that_had_hidden_it(town: Town) -> None:
    visit = town.here.visit(town.person)
    town.meet()
    town.delete(FORM, visit)
    assert compared(town.there) == IN_STEP
    assert town.there.row("Visit", visit)["status"] == "void"
    town.here.change("Visit", visit, doctor="赵云")
    assert town.here.settled(town.here.sync()) == ("conflict", 0, 0, 1)
    decide(town.here, Verdict.HERE)
    town.meet()
    before = len(town.platform.log)
    assert [compared(desk) for desk in (town.there, town.here)] == [IN_STEP] * 2
    assert town.shown(visit) == [("signed", "赵云")] * 2
    assert len(town.platform.log) == before


@pytest.mark.parametrize("town", WITHOUT_HISTORY, indirect=True, ids=str)
def test_what_was_kept_and_deleted_again_gets_a_number_nobody_had(town: Town) -> None:
    visit = town.here.visit(town.person)
    town.meet()
    for doctor in ("赵云", "孙兰"):
        town.delete(FORM, visit)
        town.here.change("Visit", visit, doctor=doctor)
        assert town.here.settled(town.here.sync()) == ("conflict", 0, 0, 1)
        decide(town.here, Verdict.HERE)
        town.meet()
        assert town.shown(visit) == [("signed", doctor)] * 2


@pytest.mark.parametrize("town", [{}, {"takes_own_ids": False}, WITHOUT_HISTORY[-1]], indirect=True, ids=str)
def test_what_is_kept_as_it_was_is_brought_back(town: Town) -> None:
    """The platform had confirmed these very words; that it has them no longer is what was asked about."""
    type_, id_ = archive_facts.ALLERGY, resources.part_id(town.person, "allergy-2")
    town.here.edit(town.person, drug_allergy=["2"])
    town.meet()
    town.delete(type_, id_)
    assert compared(town.here) == ("conflict", 0, 0, 1)
    decide(town.here, Verdict.HERE)
    town.meet()
    assert len(town.living(type_, id_)) == 1
    before = len(town.platform.log)
    assert [compared(desk) for desk in (town.there, town.here)] == [IN_STEP] * 2
    assert len(town.platform.log) == before


@pytest.mark.parametrize("town", ONE_BY_ONE[:-1], indirect=True, ids=str)
@pytest.mark.parametrize("verdict", [Verdict.HERE, Verdict.THERE])
@pytest.mark.parametrize("is_met_before", [True, False])
def test_what_was_kept_and_deleted_again_before_its_answer_came_is_asked_about_once_more(
    town: Town, verdict: Verdict, *, is_met_before: bool
) -> None:
    """Also where the first deletion had been read, and the record was taken up here again since."""
    visit = town.here.visit(town.person)
    town.meet()
    town.delete(FORM, visit)
    assert not is_met_before or compared(town.here) == IN_STEP
    town.here.change("Visit", visit, doctor="赵云", status="signed")
    assert compared(town.here) == ("conflict", 0, 0, 1)
    decide(town.here, Verdict.HERE)
    town.platform.fail(faults.answer_lost, _carries(visit))
    assert town.here.sync().state == "offline"
    assert town.living(FORM, visit)
    town.delete(FORM, visit)
    for _ in range(2):
        assert town.here.settled(town.here.sync()) == ("conflict", 0, 0, 1)
        assert not town.living(FORM, visit)
    decide(town.here, verdict)
    for _ in range(2):
        assert town.here.settled(town.here.sync()) == IN_STEP
        assert bool(town.living(FORM, visit)) is (verdict is Verdict.HERE)
    assert town.here.row("Visit", visit)["status"] == ("signed" if verdict is Verdict.HERE else "void")


UNTOLD = (faults.truncated, faults.portal, faults.lost_on_the_way, faults.status(502), faults.status(503))
UNTOLD_NAMES = ("cut", "portal", "reset", "502", "503")


@pytest.mark.parametrize("town", ONE_BY_ONE[:2], indirect=True, ids=str)
@pytest.mark.parametrize("fault", UNTOLD, ids=UNTOLD_NAMES)
def test_a_history_that_cannot_be_read_says_nothing_about_a_deletion(town: Town, fault: Fault) -> None:
    """It is asked again in the next run. Till then nothing comes back that nobody asked for."""
    visit = town.here.visit(town.person)
    town.meet()
    town.delete(FORM, visit)
    town.here.change("Visit", visit, doctor="赵云")
    assert town.here.settled(town.here.sync()) == ("conflict", 0, 0, 1)
    decide(town.here, Verdict.HERE)
    town.platform.fail(_restored_and_deleted, _asks_for(town, visit))
    town.platform.fail(fault, _asks_for(town, visit, "/_history"))
    assert town.here.sync().state == "offline"
    assert not town.living(FORM, visit)
    assert town.here.settled(by_hand(town.here)) == ("conflict", 0, 0, 1)
    assert not town.living(FORM, visit)


@pytest.mark.parametrize("town", [{}, *ONE_BY_ONE[:2]], indirect=True, ids=str)
@pytest.mark.parametrize("fault", UNTOLD, ids=UNTOLD_NAMES)
def test_a_history_that_can_never_be_read_holds_up_nobody_else(town: Town, fault: Fault) -> None:
    """The record waits, the others go, and what is read in a list tells the deletion all the same."""
    visit = town.here.visit(town.person)
    town.meet()
    town.here.change("Visit", visit, doctor="赵云")
    town.platform.fail(faults.no_route)
    town.platform.fail(faults.no_route, _carries(visit))
    assert town.here.sync().state == "offline"
    town.platform.faults.clear()
    town.delete(FORM, visit)
    other = town.here.register(2)
    town.platform.faults += [(_asks_for(town, visit, "/_history"), fault)] * 99
    town.here.sync()
    town.here.sync()
    assert town.here.settled(by_hand(town.here)) == ("conflict", 0, 0, 1)
    assert not town.living(FORM, visit)
    assert town.living("Patient", other)


@pytest.mark.parametrize("town", ONE_BY_ONE[:1], indirect=True, ids=str)
@pytest.mark.parametrize("fault", UNTOLD, ids=UNTOLD_NAMES)
def test_what_we_went_over_is_found_though_the_line_was_cut_when_it_was_looked_for(
    town: Town, fault: Fault
) -> None:
    """sync.md 5.5.4: the gap is looked into before the write counts as arrived, or nobody would again."""
    visit = town.here.visit(town.person)
    town.meet()
    town.here.change("Visit", visit, doctor="赵云")
    town.platform.fail(_amended_before, _carries(visit))
    town.platform.fail(fault, _asks_for(town, visit, "/_history"))
    assert town.here.sync().state == "offline"
    assert town.here.settled(by_hand(town.here)) == ("conflict", 0, 0, 1)


def by_hand(desk: Station) -> Outcome:
    """A run that somebody asks for now: what was put off goes too."""
    return Engine(desk.link).run(Silence(), is_by_hand=True)


def _asks_for(town: Town, id_: str, what: str = "") -> Callable[[requests.PreparedRequest], bool]:
    """What reads that record, or all versions of it."""
    ids = {one.stored.id for one in told.log(town.platform) if one.id == id_}

    def is_one(request: requests.PreparedRequest) -> bool:
        place = (request.url or "").partition("?")[0]
        return request.method == "GET" and any(place.endswith(f"/{FORM}/{there}{what}") for there in ids)

    return is_one


def _amended_before(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """Another system writes a moment before us."""
    type_, id_ = (request.url or "").rsplit("/", 2)[1:]
    platform.amend(type_, id_, language="zh-CN")
    return platform.serve(request)


def _restored_and_deleted(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
    """While it is read another system brings it back, and somebody deletes it once more."""
    type_, id_ = (request.url or "").rsplit("/", 2)[1:]
    former = next(one.body for one in platform.versions(type_, id_) if one.body)
    platform.write(type_, id_, canonical.decode(former))
    platform.delete(type_, id_)
    return platform.serve(request)


def _carries(id_: str) -> Callable[[requests.PreparedRequest], bool]:
    """What writes that record, itself or as a change of it."""

    def is_one(request: requests.PreparedRequest) -> bool:
        made = request.method == "PUT" or (request.method == "POST" and "_search" not in (request.url or ""))
        return made and id_ in text(request) and f'"resourceType":"{FORM}"' in text(request)

    return is_one
