"""The first page of an archive: numbers that agree, and questions that follow from answers."""

from datetime import date
from typing import Any

import pytest

from healthdesk.domain.forms.filling import Filling, Origin, Subject
from tests.domain.forms.builders import FORMS, TODAY, answered

FORM = FORMS.current("personal-information")
SOUND_NUMBER = "510107199002283421"


def a_sheet(*, is_rural: bool | None = None, **answers: Any) -> Filling:
    return answered(Filling.start(FORM, Subject(TODAY, is_rural=is_rural)), answers)


def reasons(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


def worries(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.doubts()}


def test_a_complete_identity_number_fills_birth_date_and_sex() -> None:
    filling = a_sheet(id_no=SOUND_NUMBER)
    assert (filling.value("birth_date"), filling.value("sex")) == ("1990-02-28", "2")
    entry = filling.entry("birth_date")
    assert entry is not None
    assert entry.origin is Origin.CALCULATED
    assert a_sheet(id_no=SOUND_NUMBER[:-1]).value("birth_date") is None


def test_a_typed_birth_date_stands_and_the_difference_is_a_doubt() -> None:
    filling = a_sheet(birth_date="1990-02-27", sex="1", id_no=SOUND_NUMBER)
    assert filling.value("birth_date") == "1990-02-27"
    assert worries(filling) == {("birth_date", "id-born"), ("sex", "id-sex")}
    assert filling.problems() == ()


@pytest.mark.parametrize(
    ("number", "reason"),
    [("510107199002283420", "check-character"), ("5101071990", "length"), ("990107199002283421", "region")],
)
def test_a_wrong_identity_number_is_refused(number: str, reason: str) -> None:
    assert ("id_no", reason) in reasons(a_sheet(id_no=number))


def test_numbers_are_stored_one_way_however_they_are_typed() -> None:
    filling = a_sheet(
        id_no="４１０１０５１９８３１２０１３０８x", phone="+86 138 0000 5521", contact_phone="0571 87654321"
    )
    assert filling.value("id_no") == "41010519831201308X"
    assert filling.value("phone") == "13800005521"
    assert filling.value("contact_phone") == "0571-87654321"


def test_another_document_may_have_any_number() -> None:
    filling = a_sheet(id_type="03", id_no="G12345678", birth_date="1990-02-27")
    assert filling.problems() == ()
    assert filling.doubts() == ()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({"birth_date": "2026-11-03"}, ("birth_date", "future"), id="future"),
        pytest.param({"birth_date": "1899-12-31"}, ("birth_date", "range"), id="before-1900"),
        pytest.param({"drug_allergy": ["1", "2"]}, ("drug_allergy", "exclusive"), id="none-and-some"),
        pytest.param(
            {"past_disease": ["1", {"past_disease_code": "2", "past_disease_month": "2010-01"}]},
            ("past_disease", "exclusive"),
            id="no-disease-and-one",
        ),
        pytest.param(
            {
                "birth_date": "1990-02-27",
                "past_disease": [{"past_disease_code": "2", "past_disease_month": "1990-01"}],
            },
            ("past_disease_month", "date-order"),
            id="ill-before-birth",
        ),
        pytest.param(
            {"past_disease": [{"past_disease_code": "2", "past_disease_month": "2026-12"}]},
            ("past_disease_month", "future"),
            id="ill-tomorrow",
        ),
    ],
)
def test_what_cannot_be_is_refused(answers: dict[str, Any], expected: tuple[str, str]) -> None:
    start = Filling.start(FORM, Subject(TODAY), prefill=answers)
    assert expected in reasons(start)


def test_ill_in_the_month_of_birth_is_possible() -> None:
    rows = [{"past_disease_code": "2", "past_disease_month": "1990-02"}]
    assert a_sheet(birth_date="1990-02-27", past_disease=rows).problems() == ()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({"birth_date": "1915-01-01"}, {("birth_date", "age")}, id="very-old"),
        pytest.param({"birth_date": "1916-11-02"}, set(), id="110"),
        pytest.param({"phone": "12345"}, {("phone", "phone")}, id="odd-telephone"),
        pytest.param(
            {"phone": "13800005521", "contact_phone": "13800005521"},
            {("contact_phone", "same")},
            id="own-number",
        ),
        pytest.param({"payment": ["1", "7"]}, {("payment", "self-pay")}, id="self-pay-and-insurance"),
        pytest.param({"payment": ["7"]}, set(), id="self-pay-only"),
    ],
)
def test_what_is_unlikely_is_asked(answers: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert worries(a_sheet(**answers)) == expected


def test_a_named_disease_asks_for_name_and_month() -> None:
    filling = a_sheet(past_disease=[{"past_disease_code": "6"}])
    assert {"past_disease_text", "past_disease_month"} <= set(filling.gaps())
    assert filling.asks_cell("past_disease_text", {"past_disease_code": "6"})
    assert not filling.asks_cell("past_disease_text", {"past_disease_code": "2"})
    none = a_sheet(past_disease=["1"])
    assert not {"past_disease_text", "past_disease_month", "past_disease"} & set(none.gaps())


def test_an_operation_asks_for_the_list() -> None:
    assert "surgery_list" in a_sheet(surgery="2").gaps()
    assert "surgery_list" not in a_sheet(surgery="1").gaps()


def test_the_surroundings_are_asked_of_rural_residents_only() -> None:
    assert not a_sheet(is_rural=False).asks("fuel")
    assert not a_sheet().asks("fuel")
    assert a_sheet(is_rural=True).asks("fuel")
    assert a_sheet(area="2").asks("toilet")


def test_a_minority_asks_for_its_name() -> None:
    assert "ethnic_text" in a_sheet(ethnic="99").gaps()
    assert FORM.item("ethnic_text").codes == "ethnic-gbt3304"


def test_the_archive_number_stands_in_eight_digits() -> None:
    filling = Filling.start(FORM, Subject(TODAY, archive_no="33010600501800417"))
    assert filling.value("archive_no8") == "018-00417"


def test_editing_starts_from_what_is_known_and_proposes_nothing_over_it() -> None:
    known = {"name": "王秀英", "sex": "2", "birth_date": "1990-02-27", "id_no": SOUND_NUMBER}
    filling = Filling.start(FORM, Subject(TODAY, born=date(1990, 2, 27)), prefill=known)
    assert filling.value("birth_date") == "1990-02-27"
    assert worries(filling) == {("birth_date", "id-born")}


def test_what_a_row_does_not_ask_any_more_is_not_said() -> None:
    row = {"past_disease_code": "6", "past_disease_text": "胃癌", "past_disease_month": "2019-05"}
    filling = a_sheet(past_disease=[row]).answer("past_disease", [row | {"past_disease_code": "2"}])
    assert filling.answers()["past_disease"] == ({"past_disease_code": "2", "past_disease_month": "2019-05"},)
