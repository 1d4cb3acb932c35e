"""People at the desk: passwords, delays, quick changes, roles, and need-to-know."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from healthdesk.base import errors
from healthdesk.base.clock import FixedClock
from healthdesk.desk import Desk
from healthdesk.domain.access import PERMISSIONS, Permission, Role
from healthdesk.services.reception import Reception
from tests.builders import PASSWORD, TODAY
from tests.desks import a_start, an_environment, registered, seat


def test_a_password_of_seven_characters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.InvalidInput, match="too-short"):
        Desk.found(tmp_path / "store", a_start(password="1234567"), an_environment())
    assert Reception(tmp_path / "store", FixedClock.on(TODAY)).is_new


def test_eight_characters_of_any_kind_are_enough(tmp_path: Path) -> None:
    Desk.found(tmp_path / "store", a_start(password="一二三四五六七八"), an_environment()).close()
    Desk.open(tmp_path / "store", "admin", "一二三四五六七八", an_environment()).close()


def test_a_store_is_not_founded_twice(desk: Desk) -> None:
    desk.close()
    with pytest.raises(errors.StoreExists):
        Desk.found(desk.folder, a_start(), an_environment())


def test_a_wrong_password_opens_nothing_and_the_delay_grows(desk: Desk) -> None:
    desk.close()
    waits = []
    for attempt in range(5):
        later = FixedClock(FixedClock.on(TODAY).moment + timedelta(minutes=10 * attempt))
        with pytest.raises(errors.LoginFailed) as failed:
            Desk.open(desk.folder, "admin", "wrong password", replace(an_environment(), clock=later))
        waits.append(failed.value.wait_seconds)
    assert waits == [0.0, 0.0, 2.0, 4.0, 8.0]


def test_during_the_delay_even_the_right_password_waits(desk: Desk) -> None:
    desk.close()
    for _ in range(3):
        with pytest.raises(errors.LoginFailed):
            Desk.open(desk.folder, "admin", "wrong password", an_environment())
    with pytest.raises(errors.LoginFailed) as failed:
        Desk.open(desk.folder, "admin", PASSWORD, an_environment())
    assert failed.value.wait_seconds > 0


def test_a_clock_that_was_years_ahead_locks_nobody_out(desk: Desk) -> None:
    desk.close()
    wrong = FixedClock(FixedClock.on(TODAY).moment + timedelta(days=3650))
    for _ in range(3):
        with pytest.raises(errors.LoginFailed):
            Desk.open(desk.folder, "admin", "wrong password", replace(an_environment(), clock=wrong))
    with pytest.raises(errors.LoginFailed) as failed:
        Desk.open(desk.folder, "admin", PASSWORD, an_environment())
    assert 0 < failed.value.wait_seconds <= 2
    later = FixedClock(FixedClock.on(TODAY).moment + timedelta(seconds=3))
    Desk.open(desk.folder, "admin", PASSWORD, replace(an_environment(), clock=later)).close()


@pytest.mark.parametrize(
    ("login", "reason"),
    [("", "required"), (" ", "required"), ("x" * 41, "length"), ("a\nb", "control-signs")],
)
def test_a_login_name_is_a_short_word(desk: Desk, login: str, reason: str) -> None:
    with pytest.raises(errors.InvalidInput, match=f"login: {reason}"):
        desk.accounts.add(login=login, full_name="李慧", role=Role.NURSE, password=PASSWORD)


def test_any_member_of_staff_opens_the_store(desk: Desk) -> None:
    desk.accounts.add(login="lihui", full_name="李慧", role=Role.NURSE, password=PASSWORD)
    desk.close()
    again = Desk.open(desk.folder, "lihui", PASSWORD, an_environment(seed=2))
    assert again.seat.sitter.full_name == "李慧"
    again.close()


def test_a_disabled_member_is_told_so_and_the_rest_still_open(desk: Desk) -> None:
    desk.accounts.add(login="lihui", full_name="李慧", role=Role.NURSE, password=PASSWORD)
    desk.accounts.set_active("lihui", is_active=False)
    desk.close()
    with pytest.raises(errors.LoginFailed) as failed:
        Desk.open(desk.folder, "lihui", PASSWORD, an_environment())
    assert failed.value.is_disabled
    Desk.open(desk.folder, "admin", PASSWORD, an_environment()).close()


def test_nobody_disables_the_account_they_sit_on(desk: Desk) -> None:
    with pytest.raises(errors.InvalidInput, match="own-account"):
        desk.accounts.set_active("admin", is_active=False)


def test_a_pin_changes_the_user_only_after_a_full_login(desk: Desk) -> None:
    desk.accounts.add(login="lihui", full_name="李慧", role=Role.NURSE, password=PASSWORD)
    desk.accounts.set_pin("lihui", "4711")
    with pytest.raises(errors.LoginFailed):
        desk.accounts.change_by_pin("lihui", "4711")
    desk.accounts.log_in("lihui", PASSWORD)
    desk.accounts.log_in("admin", PASSWORD)
    assert desk.accounts.change_by_pin("lihui", "4711").full_name == "李慧"


def test_the_seat_knows_how_everybody_may_come_back(desk: Desk) -> None:
    """The lock asks nobody for what they do not have, and does not go to the store to learn it."""
    assert desk.seat.known_logins == {"admin": frozenset()}
    desk.accounts.set_pin("admin", "4711")
    desk.accounts.add(login="lihui", full_name="李慧", role=Role.NURSE, password=PASSWORD)
    desk.accounts.set_badge("lihui", "0012345678")
    assert desk.seat.known_logins == {"admin": frozenset({"pin"})}
    desk.accounts.log_in("lihui", PASSWORD)
    assert desk.seat.known_logins["lihui"] == frozenset({"badge"})


def test_wrong_pins_wait_too(desk: Desk) -> None:
    desk.accounts.set_pin("admin", "4711")
    for _ in range(3):
        with pytest.raises(errors.LoginFailed):
            desk.accounts.change_by_pin("admin", "0000")
    with pytest.raises(errors.LoginFailed) as failed:
        desk.accounts.change_by_pin("admin", "4711")
    assert failed.value.wait_seconds > 0


def test_a_badge_names_its_owner(desk: Desk) -> None:
    desk.accounts.set_badge("admin", "0012345678")
    assert desk.accounts.change_by_badge("0012345678").login == "admin"
    with pytest.raises(errors.LoginFailed):
        desk.accounts.change_by_badge("9912345678")


def test_a_new_password_replaces_the_old(desk: Desk) -> None:
    desk.accounts.set_password("admin", "another horse")
    desk.close()
    with pytest.raises(errors.LoginFailed):
        Desk.open(desk.folder, "admin", PASSWORD, an_environment())
    Desk.open(desk.folder, "admin", "another horse", an_environment()).close()


def test_each_role_may_do_something_and_only_administrators_keep_accounts(desk: Desk) -> None:
    assert all(PERMISSIONS[role] for role in Role)
    assert [role for role in Role if Permission.KEEP_ACCOUNTS in PERMISSIONS[role]] == [Role.ADMINISTRATOR]
    seat(desk, Role.NURSE)
    with pytest.raises(errors.NotAllowed):
        desk.accounts.add(login="x", full_name="x", role=Role.NURSE, password=PASSWORD)


def test_a_sensitive_programme_is_hidden_from_those_who_do_not_treat_it(desk: Desk) -> None:
    person = registered(desk)
    desk.enrolments.enrol(person, "severe-mental-disorder")
    seat(desk, Role.CLERK)
    card = desk.residents.card(person)
    assert (card.enrolments, card.has_hidden_programme) == ((), True)
    assert desk.residents.page().rows[0].tags == ()
    assert desk.residents.search("王秀英")[0].tags == ()
    assert desk.worklist.due().rows == ()
    assert desk.enrolments.all() == ()


def test_two_programs_do_not_share_one_store(desk: Desk) -> None:
    with pytest.raises(errors.StoreLocked):
        Desk.open(desk.folder, "admin", PASSWORD, an_environment())


def test_the_list_of_users_is_for_administrators(desk: Desk) -> None:
    desk.accounts.add(login="lihui", full_name="李慧", role=Role.NURSE, password=PASSWORD)
    desk.accounts.set_pin("lihui", "4711")
    rows = {row.login: row for row in desk.accounts.all()}
    assert (rows["lihui"].has_pin, rows["lihui"].has_badge, rows["admin"].is_active) == (True, False, True)
    seat(desk, Role.DOCTOR)
    with pytest.raises(errors.NotAllowed):
        desk.accounts.all()


@pytest.mark.parametrize("pin", ["", "123", "12a4", "１２"])
def test_a_pin_is_four_digits_or_more(desk: Desk, pin: str) -> None:
    with pytest.raises(errors.InvalidInput, match="pin"):
        desk.accounts.set_pin("admin", pin)


def test_an_empty_badge_and_an_unknown_account_are_refused(desk: Desk) -> None:
    with pytest.raises(errors.InvalidInput, match="badge"):
        desk.accounts.set_badge("admin", "  ")
    with pytest.raises(errors.InvalidInput, match="taken"):
        desk.accounts.add(login="admin", full_name="别人", role=Role.NURSE, password=PASSWORD)
    for change in (
        lambda: desk.accounts.set_password("nobody", PASSWORD),
        lambda: desk.accounts.set_active("nobody", is_active=False),
        lambda: desk.accounts.set_pin("nobody", "4711"),
    ):
        with pytest.raises(errors.NotFound):
            change()
