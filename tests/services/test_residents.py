"""Registering, editing and opening: numbers from the block, nobody twice, no silent overwriting."""

from datetime import date

import pytest
from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.store.audit import AuditEntry
from healthdesk.store.residents import Resident
from tests.builders import some_answers
from tests.desks import registered, seat

ID_NO = "11010119590312322X"


def _valid(number: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number[:17] + "10X98765432"[sum(int(n) * w for n, w in zip(number, weights, strict=False)) % 11]


def test_a_registered_resident_gets_the_next_number_of_the_block(desk: Desk) -> None:
    numbers = [desk.residents.card(registered(desk, name=name)).archive_no for name in ("王秀英", "刘德厚")]
    assert numbers == ["11010500901200001", "11010500901200002"]


def test_the_identity_number_fills_birth_date_and_sex(desk: Desk) -> None:
    filling = desk.residents.start().answer("name", "陈桂兰").answer("id_no", _valid("110105195903120028"))
    card = desk.residents.card(desk.residents.register(filling))
    assert (card.born, card.sex) == (date(1959, 3, 12), "2")


def test_a_wrong_check_digit_is_refused(desk: Desk) -> None:
    right = _valid("110105195903120028")
    wrong = right[:17] + ("0" if right[17] != "0" else "1")
    with pytest.raises(errors.InvalidInput) as refused:
        desk.residents.register(desk.residents.start().answer("name", "陈桂兰").answer("id_no", wrong))
    assert refused.value.field == "id_no"


def test_one_identity_number_is_one_person(desk: Desk) -> None:
    number = _valid("110105195903120028")
    registered(desk, id_no=number)
    with pytest.raises(errors.InvalidInput, match="already-here"):
        registered(desk, id_no=number, name="别人")


def test_a_name_of_60_characters_is_kept_whole(desk: Desk) -> None:
    name = "阿依古丽" * 7
    assert desk.residents.card(registered(desk, name=name)).name == name


@pytest.mark.parametrize("missing", ["name", "sex", "birth_date"])
def test_without_the_least_nobody_is_registered(desk: Desk, missing: str) -> None:
    with pytest.raises(errors.InvalidInput) as refused:
        registered(desk, **{missing: None})
    assert refused.value.field == missing


def test_a_birth_date_in_the_future_is_refused(desk: Desk) -> None:
    with pytest.raises(errors.InvalidInput) as refused:
        registered(desk, birth_date="2026-11-03")
    assert refused.value.field == "birth_date"


def test_an_edit_changes_what_lists_show(desk: Desk) -> None:
    person = registered(desk)
    filling, version = desk.residents.sheet(person)
    desk.residents.edit(person, filling.answer("current_address", "槐树街 18-2-603"), version)
    assert desk.residents.card(person).address == "槐树街 18-2-603"


def test_a_code_from_elsewhere_stays_through_an_edit(desk: Desk) -> None:
    person = registered(desk)
    with desk.database.writing("sync") as session:
        row = session.get_one(Resident, person)
        row.answers = row.answers | {"residency": "7", "of_theirs": "值"}
    filling, version = desk.residents.sheet(person)
    assert (filling.value("residency"), filling.problems()) == ("7", ())
    desk.residents.edit(person, filling.answer("name", "王秀英英"), version)
    with desk.database.reading() as session:
        kept = session.get_one(Resident, person)
    assert (kept.name, kept.answers["residency"], kept.answers["of_theirs"]) == ("王秀英英", "7", "值")


def test_an_edit_of_what_somebody_saved_meanwhile_is_refused(desk: Desk) -> None:
    person = registered(desk)
    filling, version = desk.residents.sheet(person)
    desk.residents.edit(person, filling.answer("phone", "13900001111"), version)
    with pytest.raises(errors.StaleRecord):
        desk.residents.edit(person, filling.answer("phone", "13900002222"), version)
    assert desk.residents.unmask(person)[1] == "13900001111"


def test_lists_hide_the_middle_of_numbers(desk: Desk) -> None:
    registered(desk, id_no=_valid("110105195903120028"))
    (row,) = desk.residents.page().rows
    assert "19590312" not in row.id_masked
    assert "0000" not in row.phone_masked


def test_unmasking_is_audited_and_not_for_clerks(desk: Desk) -> None:
    person = registered(desk)
    desk.residents.unmask(person)
    assert "unmask" in {look.act for look in desk.auditing.who_looked(person)}
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.residents.unmask(person)


def test_opening_a_record_is_audited(desk: Desk) -> None:
    person = registered(desk)
    desk.records.open(person)
    assert [look.act for look in desk.auditing.who_looked(person)][:1] == ["view"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({}, ((), "unasked"), id="never asked"),
        pytest.param({"drug_allergy": ["1"]}, ((), "none"), id="asked, none"),
        pytest.param({"drug_allergy": ["2"]}, (("青霉素",), "known"), id="penicillin"),
        pytest.param(
            {"drug_allergy": ["2", "5"], "drug_allergy_text": "头孢曲松"},
            (("青霉素", "头孢曲松"), "known"),
            id="another one",
        ),
    ],
)
def test_an_allergy_is_never_read_out_of_silence(
    desk: Desk, answers: dict[str, object], expected: tuple[tuple[str, ...], str]
) -> None:
    card = desk.residents.card(registered(desk, **answers))
    assert (card.allergies, card.allergy_state) == expected


def test_an_unknown_allergy_code_is_shown_as_it_came(desk: Desk) -> None:
    person = registered(desk)
    with desk.database.writing("edit") as session:
        row = session.get_one(Resident, person)
        row.take(some_answers(drug_allergy=["77"]))
    assert desk.residents.card(person).allergies == ("77",)


def test_pages_follow_one_another_without_gap(desk: Desk) -> None:
    for number in range(7):
        registered(desk, name=f"王{'一二三四五六七'[number]}")
    names: list[str] = []
    after: str | None = None
    while True:
        page = desk.residents.page(after, limit=3)
        names += [row.name for row in page.rows]
        after = page.after
        if after is None:
            break
    assert len(set(names)) == len(names) == 7


def test_death_ends_the_programmes(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, "hypertension")
    desk.residents.mark_dead(person, date(2026, 10, 30))
    (enrolment,) = desk.residents.card(person).enrolments
    assert (enrolment.status, enrolment.next_due) == ("ended", None)
    with pytest.raises(errors.InvalidInput, match="dead"):
        desk.enrolments.enrol(person, "diabetes")


def test_the_journal_keeps_who_registered(desk: Desk) -> None:
    person = registered(desk)
    with desk.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.row_id == person)).first()
    assert entry is not None
    assert (entry.act, entry.who) == ("add", "张建国")
