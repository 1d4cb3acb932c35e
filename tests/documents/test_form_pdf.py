import re

import pytest

from healthdesk.base.errors import InvalidInput
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_pdf import Filled, form_pdf
from healthdesk.documents.head import FormHeader
from healthdesk.documents.paper import MM
from healthdesk.domain.forms.answers import normalise
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.layout import Layout
from tests.documents.reading import middles, pages, text
from tests.documents.samples import HEADER, VISIT, drawn

FORMS = Forms.read()


TABLES = [key for key in FORMS.keys() if not FORMS.layout(FORMS.current(key)).letter]  # noqa: SIM118  a catalogue


@pytest.mark.parametrize("key", TABLES)
@pytest.mark.parametrize("visits", [0, 1, 5], ids=["blank", "one", "columns"])
def test_every_form_of_the_catalogue_can_be_drawn(key: str, visits: int, fonts: Fonts) -> None:
    form = FORMS.current(key)
    pdf = drawn(form, [{}] * visits, FormHeader(), fonts)
    whole = text(pdf)
    assert "".join(form.title.split()) in whole
    planned_by = FORMS.layout(form).columns_by if visits else ""  # these are of no planned visit
    for item in (one for one in form.leaves() if one.link_id != planned_by):
        is_printed = item.is_printed and all(parent.is_printed for parent in form.parents(item.link_id))
        for option in item.options if is_printed else ():
            assert "".join(option.text.split()) in whole


def test_a_form_without_a_layout_is_drawn_line_by_line(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    assert "舒张压" in text(drawn(form, [], HEADER, fonts, Layout()))


def test_number_boxes_hold_village_and_serial(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    assert "编号012-00457" in text(drawn(form, [], HEADER, fonts))


def test_more_than_four_visits_go_on_a_second_page(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    visits = [{"visit_date": f"2026-0{month}-15", "sbp": 130 + month} for month in range(1, 7)]
    fillings = [normalise(form, visit) for visit in visits]
    first, second = pages(drawn(form, fillings, HEADER, fonts))
    assert "2026-04-15" in first
    assert "2026-05-15" not in first
    assert second.startswith("高血压患者随访服务记录表（续）")
    assert "2026-06-15" in second


def planned(*visits: tuple[str, str], fonts: Fonts) -> bytes:
    """1～8月龄 with these visits: which, and the girth of the head."""
    form = FORMS.current("child-1-8-months")
    return drawn(
        form, [normalise(form, {"visit_key": key, "head": head}) for key, head in visits], HEADER, fonts
    )


def row_of(page: str, label: str) -> str:
    return next(line for line in page.split("\n") if line.startswith(label))


def is_below(pdf: bytes, words: str, title: str) -> bool:
    """Whether the words stand in the column of that title."""
    (_, across), (_, middle) = *middles(pdf, words), middles(pdf, title)[0]
    return abs(across - middle) < 18 * MM


def test_a_planned_visit_has_its_own_column(fonts: Fonts) -> None:
    pdf = planned(("M6", "43.1"), ("M1", "38.2"), fonts=fonts)
    (page, *_) = pages(pdf)
    assert row_of(page, "月龄") == "月龄 满月 3月龄 6月龄 8月龄"
    assert is_below(pdf, "43.1", "6月龄") and is_below(pdf, "38.2", "满月")


def test_the_paper_has_dashes_where_a_visit_asks_nothing(fonts: Fonts) -> None:
    (page, *_) = pages(planned(fonts=fonts))
    assert row_of(page, "血红蛋白值") == "血红蛋白值（g/L） ------ ------"
    assert row_of(page, "颈部包块").endswith("------")
    assert row_of(page, "颈部包块").count("1 有") == 3


def test_a_second_record_of_the_same_visit_goes_onto_another_sheet(fonts: Fonts) -> None:
    pdf = planned(("M6", "43.1"), ("M3", "40.2"), ("M6", "43.2"), fonts=fonts)
    (first, _), (again, _), (beside, _) = (middles(pdf, head)[0] for head in ("43.1", "43.2", "40.2"))
    assert int(first) == int(beside) < int(again)
    assert is_below(pdf, "43.2", "6月龄")


def test_a_record_of_no_planned_visit_stands_on_a_sheet_under_its_own_code(fonts: Fonts) -> None:
    pdf = planned(("M6", "43.1"), ("X", "39.9"), fonts=fonts)
    (known, _), (strange, _) = middles(pdf, "43.1")[0], middles(pdf, "39.9")[0]
    assert int(known) < int(strange)
    assert row_of(pages(pdf)[int(strange)], "月龄") == "月龄 X"


@pytest.mark.parametrize("key", ["encounter", "health-checkup", "hypertension-visit"])
def test_a_long_answer_runs_over_pages_and_is_printed_whole(key: str, fonts: Fonts) -> None:
    form = FORMS.current(key)
    link_id = {"encounter": "plan", "health-checkup": "inv_other"}.get(key, "tests")
    said = "".join(f"第{number}次囧；" for number in range(900))
    pdf, blank = (drawn(form, [one], HEADER, fonts) for one in (normalise(form, {link_id: said}), {}))
    assert len(pages(pdf)) > len(pages(blank))
    assert text(pdf).count("囧") == 900
    for page in pages(pdf):
        assert form.title in page and "王秀英" in page and f"共 {len(pages(pdf))} 页" in page


@pytest.mark.parametrize("key", ["referral-out", "referral-back"])
def test_a_letter_has_a_stub_and_a_sheet_and_choices_in_words(key: str, fonts: Fonts) -> None:
    form = FORMS.current(key)
    answers = normalise(form, {"name": "王秀英", "sex": "2", "age": 8, "age_unit": "2", "to_org": "市医院"})
    found = text(drawn(form, [answers], HEADER, fonts))
    assert found.startswith("双向转诊单存根") and found.count("性别女年龄8月") == 2
    assert found.count("市医院") == 2


def test_blanks_stand_behind_the_option_they_explain(fonts: Fonts) -> None:
    form = FORMS.current("mental-disorder-visit")
    answers = normalise(form, {"danger": ["1", "5"], "danger_minor": 3, "danger_self_harm": 2})
    found = text(drawn(form, [answers], HEADER, fonts))
    assert "1轻度滋事3次2肇事次" in found and "5自伤2次6自杀未遂次" in found


def test_several_may_be_chosen_where_boxes_are_apart_by_strokes(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    found = text(drawn(form, [normalise(form, VISIT)], HEADER, fonts))
    assert "2/10//" in found
    assert "1门诊2家庭3电话1" in found


def test_each_form_of_a_document_has_page_numbers_of_its_own(fonts: Fonts) -> None:
    forms = [FORMS.current(key) for key in ("personal-information", "encounter", "health-checkup")]
    pdf = form_pdf([Filled(form, FORMS.layout(form)) for form in forms], HEADER, fonts)
    numbers = [re.findall("第 (.) 页，共 (.) 页", page) for page in pages(pdf)]
    assert numbers == [[("1", "2")], [("2", "2")], [], [("1", "3")], [("2", "3")], [("3", "3")]]


def test_a_code_this_version_does_not_know_is_shown_as_it_came(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    answers = normalise(form, {"salt": "77"})
    assert "77" in text(drawn(form, [answers], FormHeader(), fonts))


def test_an_unprintable_answer_names_its_link_id(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    with pytest.raises(InvalidInput) as refusal:
        drawn(form, [{"symptoms_text": "头痛😀"}], HEADER, fonts)
    assert str(refusal.value) == "symptoms_text: no-glyph"
