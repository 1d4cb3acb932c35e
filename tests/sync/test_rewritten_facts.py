"""An allergy or disease of the archive that another system rewrote before a desk first saw it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from healthdesk.fhir import archive_facts
from healthdesk.fhir.resources import Body, part_id
from healthdesk.store.outside_facts import OutsideFact
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing import told
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station
from tests.sync.allergic import FACTS, faults, said_here, somebody
from tests.sync.deciding import decide

IN_STEP = ("in-step", 0, 0, 0)


def rewrite(platform: FakePlatform, person: str, *, keeps_mark: bool, is_other: bool = True) -> None:
    """Another system writes both facts again, as refuted or as they were, with our extension or without."""
    for type_, part in FACTS:
        id_ = told.there(platform, type_, part_id(person, part))
        body: Body = platform.body(type_, id_) | {"note": [{"text": "已核对"}]}
        if is_other:
            refuted = {"system": archive_facts.VERIFICATION[type_], "code": "refuted"}
            body["verificationStatus"] = {"coding": [refuted]}
        if not keeps_mark:
            del body["extension"]
        platform.now += timedelta(seconds=1)
        platform.write(type_, id_, body)


def said_there(platform: FakePlatform, person: str) -> list[bool]:
    """Whether the platform says that each fact is gone."""
    return [
        archive_facts.is_gone(told.newest(platform, type_, part_id(person, part))) for type_, part in FACTS
    ]


def shown_beside(desk: Station) -> list[str]:
    """What the chart shows as said by other systems."""
    with desk.database.reading() as session:
        return list(session.scalars(select(OutsideFact.text).where(OutsideFact.status == "active")))


@pytest.mark.parametrize("verdict", [Verdict.HERE, Verdict.THERE])
@pytest.mark.parametrize("keeps_mark", [True, False], ids=["marked", "bare"])
def test_what_was_rewritten_before_it_was_first_seen_waits_for_a_person(
    meeting: tuple[FakePlatform, Station, Station], verdict: Verdict, *, keeps_mark: bool
) -> None:
    platform, here, there = meeting
    person = somebody(here)
    rewrite(platform, person, keeps_mark=keeps_mark)
    assert there.sync().conflicts == len(FACTS)
    assert {(one.type, one.resident_id) for one in there.conflicts()} == {(one, person) for one, _ in FACTS}
    assert shown_beside(there) == []
    there.edit(person, phone="13900000001")
    there.sync()
    assert said_there(platform, person) == [True, True]  # nobody's save goes over it
    assert (said_here(there, person), faults(there)) == ((["2"], 1), [])
    decide(there, verdict)
    for _ in range(2):
        for desk in (there, here):
            desk.sync()
            decide(desk, verdict)
    is_kept = verdict is Verdict.HERE
    assert said_there(platform, person) == [not is_kept] * 2
    for desk in (there, here):
        assert desk.settled(desk.sync()) == IN_STEP
        assert said_here(desk, person) == ((["2"], 1) if is_kept else (["1"], 0))
        assert (faults(desk), shown_beside(desk)) == ([], [])
    assert [desk.sync().sent for desk in (here, there)] == [0, 0]


def test_what_was_rewritten_and_says_the_same_asks_nobody_and_bears_our_mark_again(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    person = somebody(here)
    rewrite(platform, person, keeps_mark=False, is_other=False)
    assert there.settled(there.sync()) == IN_STEP
    for type_, part in FACTS:
        newest = platform.body(type_, part_id(person, part))
        assert archive_facts.is_ours(newest)
        assert newest["note"] == [{"text": "已核对"}]
    assert shown_beside(there) == []
    for desk in (here, there):
        assert desk.settled(desk.sync()) == IN_STEP
        assert (desk.sync().sent, faults(desk)) == (0, [])
    rewrite(platform, person, keeps_mark=False)
    assert [desk.sync().conflicts for desk in (here, there)] == [2, 2]


@pytest.mark.parametrize("is_other", [True, False])
def test_what_came_before_the_archive_is_no_other_system_s_once_that_is_here(
    here: Station, there: Station, platform: FakePlatform, *, is_other: bool
) -> None:
    person = somebody(here)
    form = part_id(person, "QuestionnaireResponse")
    source = platform.body("QuestionnaireResponse", form)
    platform.log.remove(platform.state.pop(("QuestionnaireResponse", form)))
    rewrite(platform, person, keeps_mark=False, is_other=is_other)
    assert there.sync().conflicts == 0
    assert bool(shown_beside(there)) is not is_other
    platform.write("QuestionnaireResponse", form, source)
    assert there.sync().conflicts == (len(FACTS) if is_other else 0)
    assert shown_beside(there) == []


def test_an_allergy_deleted_before_it_was_first_seen_is_not_put_back_without_a_person(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    person = somebody(here)
    platform.delete("AllergyIntolerance", part_id(person, "allergy-2"))
    there.sync()
    there.edit(person, phone="13900000001")
    assert there.sync().conflicts == 1
    assert platform.state["AllergyIntolerance", part_id(person, "allergy-2")].body is None
