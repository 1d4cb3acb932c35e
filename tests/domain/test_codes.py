"""Code lists: complete, dated, and kind to unknown codes."""

import json
from datetime import date
from pathlib import Path

import pytest

from healthdesk.base import paths
from healthdesk.base.errors import NotFound
from healthdesk.domain.codes import Codes

TODAY = date(2026, 11, 2)


@pytest.fixture
def own_lists(tmp_path: Path) -> Codes:
    (tmp_path / "kind.csv").write_text(
        "code,text,pinyin,valid_from,valid_to\n1,旧称,jc,,2020-12-31\n2,新称,xc,2021-01-01,\n",
        encoding="utf-8",
    )
    (tmp_path / "broken.csv").write_text("code,text\n1,一\n,二\n", encoding="utf-8")
    (tmp_path / "twice.csv").write_text("code,text\n1,一\n1,二\n", encoding="utf-8")
    (tmp_path / "backwards.csv").write_text(
        "code,text,pinyin,valid_from,valid_to\n1,一,y,2026-01-02,2026-01-01\n", encoding="utf-8"
    )
    (tmp_path / "chinese.csv").write_bytes("code,text\n1,阴性\n".encode("gb18030"))
    (tmp_path / "undated.csv").write_text("code,text,valid_from\n1,一,sometime\n", encoding="utf-8")
    return Codes.read(tmp_path)


def test_every_list_we_ship_can_be_read_and_repeats_no_code() -> None:
    codes = Codes.read()
    assert {"sex", "ethnic-gbt3304", "kinship-gbt4761", "id-document-type"} <= set(codes.names())
    for name in codes.names():
        listed = [code.code for code in codes.get(name).codes]
        assert len(listed) == len(set(listed)) > 0, name


def test_all_56_peoples_are_in_the_list() -> None:
    peoples = Codes.read().get("ethnic-gbt3304")
    assert {f"{number:02d}" for number in range(1, 57)} <= {code.code for code in peoples.codes}
    assert peoples.get("11").text == "满族"
    assert [code.text for code in peoples.search("mz", TODAY)][:2] == ["苗族", "满族"]


def test_an_unknown_code_is_kept_and_shown_as_it_is() -> None:
    code = Codes.read().get("sex").get("7")
    assert (code.code, code.text, code.is_known) == ("7", "7", False)


def test_a_retired_code_stays_readable_but_is_not_offered(own_lists: Codes) -> None:
    kind = own_lists.get("kind")
    assert kind.get("1").text == "旧称"
    assert [code.code for code in kind.search("", TODAY)] == ["2"]
    assert [code.code for code in kind.search("称", date(2020, 1, 1))] == ["1"]


def test_a_text_finds_its_code(own_lists: Codes) -> None:
    kind = own_lists.get("kind")
    found = kind.of_text("新称")
    assert found is not None
    assert found.code == "2"
    assert kind.of_text("别称") is None
    assert own_lists.get("kind") is kind


@pytest.mark.parametrize(
    ("name", "place", "reason", "kept"),
    [
        ("broken", "broken.csv:3", "no-code-or-text", ["一"]),
        ("undated", "undated.csv:2", "date", []),
        ("backwards", "backwards.csv:2", "date-order", []),
        ("twice", "twice.csv:3", "code-twice", ["一"]),
        ("chinese", "chinese.csv:1", "not-utf-8", []),
    ],
)
def test_a_damaged_line_is_named_and_the_others_stay(
    own_lists: Codes, name: str, place: str, reason: str, kept: list[str]
) -> None:
    (fault,) = own_lists.faults(name)
    assert (fault.field, fault.reason) == (place, reason)
    assert [code.text for code in own_lists.get(name).codes] == kept


def test_retired_codes_of_the_shipped_lists_are_read_and_not_offered() -> None:
    payment = Codes.read().get("payment-personal-form")
    assert payment.get("3").text == "新型农村合作医疗"
    assert "3" not in {code.code for code in payment.search("", TODAY)}
    kinds = Codes.read().get("supervision-kind")
    assert {code.code for code in kinds.search("", TODAY)} == {
        "FOODBORNE", "WATER", "SCHOOL", "ILLEGAL_PRACTICE", "FAMILY_PLANNING",
    }  # fmt: skip
    assert [code.code for code in kinds.search("", date(2016, 5, 1))] == [
        "WATER", "SCHOOL", "ILLEGAL_PRACTICE", "FOOD_SAFETY", "OCCUPATIONAL",
    ]  # fmt: skip


def test_codes_that_are_words_are_not_found_by_their_letters() -> None:
    diseases = Codes.read().get("notifiable-disease")
    assert {code.text for code in diseases.search("mz", TODAY)} == {"麻疹"}
    assert "MALARIA" not in {code.code for code in diseases.search("m", TODAY) if code.begins_with("m")}


def test_every_row_has_pinyin_to_be_found_by() -> None:
    for name in Codes.read().names():
        for code in Codes.read().get(name).codes:
            is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in code.text)
            assert code.pinyin or not is_chinese, (name, code.code)
            assert code.valid_from is None or code.valid_to is None or code.valid_from <= code.valid_to


def test_the_vaccines_of_the_list_are_those_of_the_schedule() -> None:
    listed = {code.code: code.text for code in Codes.read().get("vaccine-product").codes}
    products = json.loads((paths.resources() / "immunization" / "products.json").read_bytes())["products"]
    assert listed == {product["code"]: product["title"] for product in products}


def test_an_absent_list_is_not_found() -> None:
    with pytest.raises(NotFound):
        Codes.read().get("no-such-list")
