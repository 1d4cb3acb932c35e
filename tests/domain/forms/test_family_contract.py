"""The family doctor's contract (maternal-child/40)."""

from typing import Any

import pytest

from healthdesk.domain.forms.filling import Filling
from tests.domain.forms.builders import FORMS, a_woman, answered

FORM = FORMS.current("family-doctor-contract")


def a_contract(last: dict[str, Any] | None = None, **answers: Any) -> Filling:
    return answered(Filling.start(FORM, a_woman(), last=last), {"valid_from": "2026-11-02"} | answers)


def faults(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


@pytest.mark.parametrize(
    ("term", "start", "end"),
    [
        ("1", "2026-11-02", "2027-11-01"),
        ("3", "2026-11-02", "2029-11-01"),
        ("1", "2028-02-29", "2029-02-27"),
        ("1", "2026-01-01", "2026-12-31"),
    ],
)
def test_the_contract_ends_on_the_last_day_of_its_years(term: str, start: str, end: str) -> None:
    assert a_contract(term=term, valid_from=start).value("valid_to") == end


def test_the_end_lies_behind_the_beginning() -> None:
    assert ("valid_to", "date-order") in faults(a_contract(valid_to="2026-11-02"))


def test_the_number_is_proposed_from_archive_and_day() -> None:
    assert a_contract(signed_on="2026-10-31").value("contract_no") == "012-00457-20261031"
    assert a_contract(contract_no="QY-1").value("contract_no") == "QY-1"


@pytest.mark.parametrize(
    ("groups", "verdict"), [(["4"], "1"), (["10"], "1"), (["11"], "2"), (["17"], "2"), (["11", "3"], "1")]
)
def test_the_first_ten_groups_are_key(groups: list[str], verdict: str) -> None:
    assert a_contract(groups=groups).value("is_key_group") == verdict


def test_ordinary_people_are_in_no_other_group() -> None:
    assert a_contract(groups=["4"]).toggle("groups", "17").value("groups") == ("17",)


def test_age_that_fits_no_ticked_group_is_asked_about() -> None:
    missing = {(one.link_id, one.reason, one.limit) for one in a_contract(groups=["4"]).doubts()}
    assert ("groups", "age-group", "3") in missing
    assert not [one for one in a_contract(groups=["3"]).doubts() if one.link_id == "groups"]


@pytest.mark.parametrize(
    ("last", "is_refused"),
    [
        ({"valid_to": "2026-11-02", "state": "1"}, True),
        ({"valid_to": "2026-11-01", "state": "1"}, False),
        ({"valid_to": "2027-03-01", "state": "2", "ended_on": "2026-10-01"}, False),
        ({"valid_to": "2027-03-01", "state": "2", "ended_on": "2026-11-05"}, True),
    ],
)
def test_two_contracts_do_not_run_at_once(last: dict[str, Any], *, is_refused: bool) -> None:
    assert (("valid_from", "overlap") in faults(a_contract(last=last))) is is_refused


def test_an_ended_contract_says_when_and_why() -> None:
    assert {"ended_on", "end_reason"} <= set(a_contract(state="2").gaps())
    assert "end_reason_text" in a_contract(state="2", end_reason="99").gaps()
    assert not a_contract(state="1").asks("end_reason")
