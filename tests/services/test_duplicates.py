"""One person with two records: pointed out, joined by a person, parted again; nothing is moved or silent."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from healthdesk.base.errors import InvalidInput, NotAllowed
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.doses import NewDose
from healthdesk.store.audit import AuditEntry
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident
from tests.builders import TODAY
from tests.desks import a_desk, ready_for_a_dose, registered, seat, signed
from tests.ui.working import closing


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def twice(desk: Desk) -> tuple[str, str]:
    """王秀英, registered at two desks."""
    return registered(desk, name="王秀英"), registered(desk, name="王秀英", phone="13900000001")


def test_who_has_one_name_and_birth_date_is_pointed_out_and_left_alone(desk: Desk) -> None:
    older, newer = twice(desk)
    registered(desk, name="李强")
    (pair,) = desk.duplicates.pairs()
    assert {pair.kept.id, pair.other.id} == {older, newer}
    assert {"name", "birth-date"} <= set(pair.traits)
    assert not pair.is_joined
    assert {desk.residents.card(id_).status for id_ in (older, newer)} == {"active"}


def test_joining_closes_one_and_parting_opens_it_as_it_was(desk: Desk) -> None:
    kept, other = twice(desk)
    before = [columns(desk, id_) for id_ in (kept, other)]
    desk.duplicates.join(kept, other)
    (pair,) = desk.duplicates.pairs()
    assert (pair.kept.id, pair.other.id, pair.is_joined) == (kept, other, True)
    assert columns(desk, other)["status"] == "merged"
    assert columns(desk, kept)["joined_from"] == [other]
    with desk.database.reading() as session:
        assert session.query(AuditEntry).filter_by(act="join", row_id=other).count() == 1
    desk.duplicates.part(other)
    assert [columns(desk, id_) for id_ in (kept, other)] == before
    (pair,) = desk.duplicates.pairs()
    assert not pair.is_joined


def test_who_is_told_apart_is_suggested_no_more_until_that_is_taken_back(desk: Desk) -> None:
    older, newer = twice(desk)
    before = [columns(desk, id_) for id_ in (older, newer)]
    desk.duplicates.tell_apart(older, newer)
    desk.duplicates.tell_apart(newer, older)
    (pair,) = desk.duplicates.pairs()
    assert pair.is_distinct
    assert pair.is_decided
    assert not pair.is_joined
    assert {desk.residents.card(id_).status for id_ in (older, newer)} == {"active"}
    with desk.database.reading() as session:
        assert session.query(AuditEntry).filter_by(act="tell-apart").count() == 1
    desk.duplicates.reconsider(newer, older)
    assert [columns(desk, id_) for id_ in (older, newer)] == before
    (pair,) = desk.duplicates.pairs()
    assert not pair.is_decided
    with pytest.raises(InvalidInput):
        desk.duplicates.reconsider(older, newer)


def test_pairs_told_apart_keep_no_other_pair_from_being_looked_at(desk: Desk) -> None:
    apart = twice(desk)
    desk.duplicates.tell_apart(*apart)
    others = {registered(desk, name="赵国庆", phone=f"1390000000{n}") for n in range(2)}
    (pair,) = desk.duplicates.pairs(limit=1)
    assert {pair.kept.id, pair.other.id} == others


def test_joining_is_the_later_word_on_who_was_told_apart(desk: Desk) -> None:
    kept, other = twice(desk)
    desk.duplicates.tell_apart(other, kept)
    desk.duplicates.join(kept, other)
    desk.duplicates.part(other)
    (pair,) = desk.duplicates.pairs()
    assert not pair.is_decided


def test_what_one_record_says_of_allergies_counts_on_the_other(desk: Desk) -> None:
    kept = registered(desk, name="王秀英")
    other = registered(desk, name="王秀英", drug_allergy=["2"])
    alone = desk.residents.card(other).allergies
    assert alone
    desk.duplicates.join(kept, other)
    assert desk.residents.card(kept).allergies == alone
    desk.duplicates.part(other)
    assert desk.residents.card(kept).allergies == ()


def test_two_identity_numbers_are_two_persons(desk: Desk) -> None:
    kept, other = twice(desk)
    with desk.database.writing("trial") as session:
        session.get_one(Resident, kept).id_no = "110105195903120021"
        session.get_one(Resident, other).id_no = "110105195903120048"
    with pytest.raises(InvalidInput) as refused:
        desk.duplicates.join(kept, other)
    assert refused.value.reason == "another-person"
    with pytest.raises(InvalidInput):
        desk.duplicates.join(kept, kept)


def test_a_record_that_was_joined_is_not_joined_again(desk: Desk) -> None:
    kept, other = twice(desk)
    third = registered(desk, name="王秀英")
    desk.duplicates.join(kept, other)
    for pair in ((third, other), (other, third)):
        with pytest.raises(InvalidInput):
            desk.duplicates.join(*pair)
    with pytest.raises(InvalidInput):
        desk.duplicates.part(kept)


def test_only_who_may_decide_joins(desk: Desk) -> None:
    kept, other = twice(desk)
    seat(desk, Role.CLERK)
    with pytest.raises(NotAllowed):
        desk.duplicates.join(kept, other)
    with pytest.raises(NotAllowed):
        desk.duplicates.tell_apart(kept, other)
    with pytest.raises(NotAllowed):
        desk.duplicates.reconsider(kept, other)


def columns(desk: Desk, resident_id: str) -> dict[str, object]:
    """The row but for its counter."""
    with desk.database.reading() as session:
        found = session.get_one(Resident, resident_id).columns()
    return {key: value for key, value in found.items() if key != "row_version"}


def test_a_dose_in_one_record_is_not_given_once_more_in_the_other(desk: Desk) -> None:
    born = (TODAY - timedelta(days=40)).isoformat()
    kept, other = (registered(desk, name="李小宝", birth_date=born, id_no=None) for _ in range(2))
    desk.immunization.record(other, NewDose("HepB", TODAY - timedelta(days=1), "L1"))
    assert desk.immunization.stops(kept, "HepB", TODAY) == ()
    desk.duplicates.join(kept, other)
    assert desk.immunization.stops(kept, "HepB", TODAY) != ()
    assert len(desk.immunization.of(kept)) == 1
    desk.duplicates.part(other)
    assert desk.immunization.stops(kept, "HepB", TODAY) == ()


def test_what_stands_in_the_joined_record_is_on_the_timeline_with_a_mark(desk: Desk) -> None:
    kept, other = twice(desk)
    own, joined = signed(desk, kept), signed(desk, other, sbp=151, dbp=95)
    number = desk.residents.card(other).archive_no
    desk.duplicates.join(kept, other)
    events = {event.id: event.whence for event in desk.records.open(kept).events}
    assert events == {own: "", joined: number}
    assert {point.value for point in desk.records.open(kept).measures if point.code == "sbp"} == {132, 151}
    assert {visit.id: visit.whence for visit in desk.visits.full(kept)} == {own: "", joined: number}
    marks = {event.id: event.whence for event in desk.records.open(other).events}
    assert marks == {own: desk.residents.card(kept).archive_no, joined: ""}
    desk.duplicates.part(other)
    assert [event.id for event in desk.records.open(kept).events] == [own]


def test_who_was_vaccinated_under_the_other_record_is_not_called(desk: Desk) -> None:
    kept, other = two_of_one_child(desk)
    dose = NewDose("HepB", TODAY - timedelta(days=149), is_elsewhere=True)
    desk.immunization.record(other, dose)
    assert ("HepB", 1) in called(desk)[kept]
    desk.duplicates.join(kept, other)
    assert other not in called(desk)
    assert ("HepB", 1) not in called(desk)[kept]
    assert ("HepB", 2) in called(desk)[kept] == on_the_card(desk, kept)
    desk.immunization.void(desk.immunization.of(kept)[0].id, "抄错")
    assert ("HepB", 1) in called(desk)[kept] == on_the_card(desk, kept)
    desk.immunization.record(kept, dose)
    desk.duplicates.part(other)
    assert ("HepB", 2) in called(desk)[kept] == on_the_card(desk, kept)
    assert ("HepB", 1) in called(desk)[other] == on_the_card(desk, other)


def test_the_next_dose_of_the_due_list_counts_the_joined_record_at_once(desk: Desk) -> None:
    kept, other = two_of_one_child(desk)
    ready_for_a_dose(desk, kept)
    alone = due_on(desk, kept)
    desk.immunization.record(other, NewDose("HepB", TODAY - timedelta(days=1), is_elsewhere=True))
    desk.duplicates.join(kept, other)
    together = due_on(desk, kept)
    assert together is not None
    assert all(one["series"] != "HepB" for one in coming(desk, kept) if one["from"] <= TODAY.isoformat())
    desk.duplicates.part(other)
    assert due_on(desk, kept) == alone
    assert any(one["series"] == "HepB" for one in coming(desk, kept) if one["from"] <= TODAY.isoformat())


def test_what_forbids_a_vaccine_in_one_record_forbids_it_on_card_and_recall_of_the_other(desk: Desk) -> None:
    kept, other = two_of_one_child(desk)
    ready_for_a_dose(desk, other, had_severe_reaction="2")
    before = desk.immunization.card(kept).person
    desk.duplicates.join(kept, other)
    joined = desk.immunization.card(kept).person
    assert joined != before
    assert desk.backgrounds.sheet(kept)[0].answers()["had_severe_reaction"] == "2"
    assert called(desk)[kept] == on_the_card(desk, kept)


def test_who_was_followed_up_at_the_other_record_is_not_lost_from_the_due_list(desk: Desk) -> None:
    kept, other = twice(desk)
    signed(desk, other, sbp=165, dbp=100)
    (before,) = desk.worklist.everybody_due(as_of=TODAY + timedelta(days=30))
    assert before.resident_id == other
    desk.duplicates.join(kept, other)
    (row,) = desk.worklist.everybody_due(as_of=TODAY + timedelta(days=30))
    assert (row.resident_id, row.due_on, row.last_visit_on) == (kept, before.due_on, before.last_visit_on)
    assert desk.due_dates.renew() == 0
    desk.duplicates.part(other)
    (row,) = desk.worklist.everybody_due(as_of=TODAY + timedelta(days=30))
    assert row == before
    desk.duplicates.join(kept, other)
    (row,) = desk.worklist.everybody_due(as_of=TODAY + timedelta(days=30))
    assert row.resident_id == kept


def test_a_visit_in_the_joined_record_dates_the_next_one(desk: Desk) -> None:
    kept, other = twice(desk)
    desk.enrolments.enrol(kept, "hypertension")
    signed(desk, other, sbp=165, dbp=100)
    desk.duplicates.join(kept, other)
    own = next(one for one in desk.residents.card(kept).enrolments if one.programme == "hypertension")
    assert own.last_visit_on == TODAY
    assert own.next_due is not None
    assert own.next_due > TODAY
    assert desk.due_dates.renew() == 0


def two_of_one_child(desk: Desk) -> tuple[str, str]:
    """A child of five months, registered twice."""
    born = (TODAY - timedelta(days=150)).isoformat()
    kept, other = (registered(desk, name="李小宝", birth_date=born, id_no=None) for _ in range(2))
    return kept, other


def called(desk: Desk) -> dict[str, set[tuple[str, int]]]:
    """Series and number of the doses that each family is called for."""
    desk.recall.renew()
    return {row.resident_id: {(one.series, one.number) for one in row.doses} for row in desk.recall.rows()}


def on_the_card(desk: Desk, resident_id: str) -> set[tuple[str, int]]:
    """The same, as the card says it."""
    return {
        (one.group, one.number)
        for one in desk.immunization.card(resident_id).forecasts
        if one.status in ("due", "overdue", "conditional", "not_yet_due") and one.product and one.is_programme
        and (one.call_from or one.recommended or one.overdue or TODAY) <= TODAY
    }  # fmt: skip


def due_on(desk: Desk, resident_id: str) -> date | None:
    """The next day at the clinic, as the enrolment has it."""
    return enrolled(desk, resident_id).next_due


def coming(desk: Desk, resident_id: str) -> list[dict[str, str]]:
    """The doses of that day."""
    return enrolled(desk, resident_id).coming


def enrolled(desk: Desk, resident_id: str) -> Enrolment:
    """The running enrolment at the clinic."""
    with desk.database.reading() as session:
        return session.query(Enrolment).filter_by(
            resident_id=resident_id, programme="immunization", status="active"
        ).one()  # fmt: skip
