"""Who is to be called for a dose: kept ahead as rows, never older than what it is made from."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.immunization.forecast import Status
from healthdesk.domain.immunization.intervals import span
from healthdesk.services.calls import CallResult
from healthdesk.services.doses import NewDose
from healthdesk.services.recall import Asked, RecallRow
from healthdesk.services.recall_list import export_rows, recall_table, words
from healthdesk.store.audit import AuditEntry
from tests.builders import PASSWORD, TODAY
from tests.desks import registered, seat

HOME = "幸福路街道阳光社区 12 号"


def called(desk: Desk, **asked: object) -> dict[str, RecallRow]:
    """The list as of today, by id."""
    desk.recall.renew()
    return {row.resident_id: row for row in desk.recall.rows(Asked(**asked))}  # type: ignore[arg-type]


def series(row: RecallRow) -> set[str]:
    return {dose.series for dose in row.doses}


@pytest.fixture
def child(desk: Desk) -> str:
    """Seven months old, without a dose here."""
    return registered(desk, name="李小宝", birth_date="2026-04-02", current_address=HOME)


def test_a_child_without_any_dose_is_called(desk: Desk, child: str) -> None:
    row = called(desk)[child]
    assert {"HepB", "POLIO", "DTP"} <= series(row)
    assert row.since == date(2026, 4, 2)


def test_a_dose_is_called_for_thirty_days_after_its_day(desk: Desk) -> None:
    early = registered(desk, name="甲", birth_date=(TODAY - timedelta(days=29)).isoformat())
    ripe = registered(desk, name="乙", birth_date=(TODAY - timedelta(days=30)).isoformat())
    found = called(desk)
    assert early not in found
    assert series(found[ripe]) == {"HepB", "BCG"}


def test_the_days_of_waiting_are_a_setting(desk: Desk) -> None:
    young = registered(desk, name="甲", birth_date=(TODAY - timedelta(days=7)).isoformat())
    assert young not in called(desk)
    desk.schedules.choose("immunization.recall_after_days", "7", "本区要求一周内通知")
    assert young in called(desk)


def test_the_list_says_what_the_rules_say(desk: Desk, child: str) -> None:
    given = [("HepB", 0), ("BCG", 0), ("HepB", 40), ("IPV", 62)]
    for vaccine, after in given:
        desk.immunization.record(child, NewDose(vaccine, date(2026, 4, 2) + timedelta(days=after), "L1"))
    card = desk.immunization.card(child)
    expected = {
        (one.group, one.number)
        for one in card.forecasts
        if one.status in (Status.DUE, Status.OVERDUE) and one.call_from and one.call_from <= TODAY
    }
    (row,) = called(desk).values()
    assert {(dose.series, dose.number) for dose in row.doses} == expected


def test_a_dose_written_down_takes_it_off_the_list_at_once(desk: Desk) -> None:
    newborn = registered(desk, name="乙", birth_date=(TODAY - timedelta(days=35)).isoformat())
    assert series(called(desk)[newborn]) == {"HepB", "BCG"}
    desk.immunization.record(newborn, NewDose("BCG", TODAY - timedelta(days=34), "B1"))
    assert series(called(desk)[newborn]) == {"HepB"}


def test_whoever_is_changed_is_worked_out_again_and_nobody_else(desk: Desk, child: str) -> None:
    registered(desk, name="乙", birth_date="2024-01-01")
    assert desk.recall.renew() == 2
    assert desk.recall.renew() == 0
    desk.immunization.record(child, NewDose("BCG", date(2026, 4, 3), "B1"))
    assert desk.recall.renew() == 1


def test_a_change_of_the_rules_works_everybody_out_again(desk: Desk, child: str) -> None:
    assert desk.recall.renew() == 1
    desk.schedules.choose("immunization.plan_wait", "3m", "试")
    assert desk.recall.renew() == 1
    assert child in called(desk)


def test_a_skin_test_is_called_for(desk: Desk) -> None:
    late = registered(desk, name="乙", birth_date="2026-05-01")
    (dose,) = (dose for dose in called(desk)[late].doses if dose.series == "BCG")
    assert dose.condition == "tb-skin-test-negative"
    assert words().of_dose(dose) == "卡介苗第 1 剂（先做结核菌素皮试）"


def test_who_died_moved_or_grew_up_is_not_called(desk: Desk, child: str) -> None:
    grown = registered(desk, name="大人", birth_date="1990-01-01")
    filling, version = desk.residents.sheet(child)
    assert set(called(desk)) == {child}
    desk.residents.edit(child, filling.answer("birth_date", "1980-01-01"), version)
    assert not called(desk)
    assert grown not in called(desk)


def test_street_age_vaccine_and_state_narrow_it(desk: Desk, child: str) -> None:
    school = registered(desk, name="大宝", birth_date="2018-01-01", current_address="湖滨路 3 号")
    assert set(called(desk, street="阳光社区")) == {child}
    assert set(called(desk, street="湖滨_")) == set()
    assert set(called(desk, age_from=span("6y"))) == {school}
    assert set(called(desk, age_below=span("6y"))) == {child}
    assert set(called(desk, vaccine="HepA")) == {school}
    assert set(called(desk, vaccine="HepA-L")) == {school}
    assert set(called(desk, state="overdue")) == {child, school}
    assert not called(desk, state="due")


def test_the_age_counts_from_the_birthday(desk: Desk) -> None:
    six = registered(desk, name="六岁", birth_date="2020-11-02")
    five = registered(desk, name="五岁", birth_date="2020-11-03")
    assert set(called(desk, age_from=span("6y"))) == {six}
    assert set(called(desk, age_below=span("6y"))) == {five}


def test_what_is_paid_for_is_asked_for_only_on_demand(desk: Desk, child: str) -> None:
    desk.immunization.record(child, NewDose("PCV13", date(2026, 6, 10), "P1"))
    assert "PCV" not in series(called(desk)[child])
    assert "PCV" in series(called(desk, is_paid_too=True)[child])
    assert not called(desk, vaccine="PCV")


def test_telephones_in_full_need_leave_and_are_audited(desk: Desk, child: str) -> None:
    desk.recall.renew()
    (row,) = desk.recall.rows()
    assert row.phone == "138****5521"
    (row,) = desk.recall.phone_list()
    assert row.phone == "13800005521"
    with desk.database.reading() as session:
        assert "Recall" in session.scalars(select(AuditEntry.noun).where(AuditEntry.act == "unmask")).all()
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.recall.phone_list()


def test_a_call_is_noted_and_forgotten_once_the_child_came(desk: Desk, child: str) -> None:
    desk.calls.note_recall(child, CallResult.BOOKED, booked_on=TODAY + timedelta(days=2))
    row = called(desk)[child]
    assert (row.call_result, row.called_on) == ("booked", TODAY)
    assert row.booked_on == TODAY + timedelta(days=2)
    desk.immunization.record(child, NewDose("HepB", TODAY, "L1"))
    row = called(desk)[child]
    assert (row.call_result, row.called_on, row.booked_on) == ("", None, None)


def test_a_dose_from_before_the_call_leaves_its_result(desk: Desk, child: str) -> None:
    desk.calls.note_recall(child, CallResult.NOT_REACHED)
    desk.immunization.record(child, NewDose("BCG", date(2026, 4, 3), "B1"))
    assert called(desk)[child].missed_calls == 1


def test_a_vaccinator_may_call_and_the_clerk_may_not(desk: Desk, child: str) -> None:
    seat(desk, Role.VACCINATOR)
    assert desk.calls.note_recall(child, CallResult.NOT_REACHED).missed == 1
    with pytest.raises(errors.InvalidInput, match="booked_on"):
        desk.calls.note_recall(child, CallResult.BOOKED)
    with pytest.raises(errors.NotFound):
        desk.calls.note_recall("nobody", CallResult.REACHED)
    desk.accounts.log_in("admin", PASSWORD)
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.calls.note_recall(child, CallResult.REACHED)


class _Impatient:
    """Cancelled from the start."""

    is_cancelled = True

    def step(self, done: int, total: int) -> None:
        """Nobody looks."""


def test_it_stops_when_nobody_wants_it_any_more(desk: Desk, child: str) -> None:
    assert desk.recall.renew(_Impatient()) == 0
    assert child in called(desk)


def test_the_printed_and_the_exported_list(desk: Desk, child: str) -> None:
    rows = tuple(called(desk).values())
    table = recall_table(rows, TODAY, desk.recall.after_days, desk.recall.centre()[0])
    assert len(table.rows) == 1
    assert "乙肝疫苗第 1 剂（逾期）" in table.rows[0][4]
    assert desk.printing.table(table).startswith(b"%PDF")
    lines = list(export_rows(rows))
    assert len(lines) == len(rows[0].doses)
    assert all(len(line) == len(words().export_columns) for line in lines)


def test_many_children_are_worked_out_as_one_by_one(desk: Desk) -> None:
    """Whoever is read in a page is seen as on the card."""
    people = [
        registered(desk, name=f"孩子{number}", birth_date=date(2014 + number, 3, 5).isoformat())
        for number in range(1, 12)
    ]
    found = called(desk)
    for one in people:
        card = desk.immunization.card(one)
        late = {f.group for f in card.forecasts if f.status is Status.OVERDUE and f.is_programme}
        assert late <= series(found[one])
