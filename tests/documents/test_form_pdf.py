import pytest

from healthdesk.base.errors import InvalidInput
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_pdf import form_pdf
from healthdesk.documents.head import FormHeader
from healthdesk.domain.forms.answers import normalise
from healthdesk.domain.forms.catalogue import Forms
from tests.documents.reading import pages, text
from tests.documents.samples import HEADER, VISIT

FORMS = Forms.read()


@pytest.mark.parametrize("key", FORMS.keys())
@pytest.mark.parametrize("visits", [0, 1, 5], ids=["blank", "one", "columns"])
def test_every_form_of_the_catalogue_can_be_drawn(key: str, visits: int, fonts: Fonts) -> None:
    form = FORMS.current(key)
    pdf = form_pdf(form, [{}] * visits, FormHeader(), fonts, FORMS.layout(form))
    whole = text(pdf)
    assert "".join(form.title.split()) in whole
    for item in form.leaves():
        is_printed = item.is_printed and all(parent.is_printed for parent in form.parents(item.link_id))
        for option in item.options if is_printed else ():
            assert "".join(option.text.split()) in whole


def test_a_form_without_a_layout_is_drawn_line_by_line(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    assert "舒张压" in text(form_pdf(form, [], HEADER, fonts))


def test_number_boxes_hold_village_and_serial(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    assert "编号012-00457" in text(form_pdf(form, [], HEADER, fonts, FORMS.layout(form)))


def test_more_than_four_visits_go_on_a_second_page(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    visits = [{"visit_date": f"2026-0{month}-15", "sbp": 130 + month} for month in range(1, 7)]
    fillings = [normalise(form, visit) for visit in visits]
    first, second = pages(form_pdf(form, fillings, HEADER, fonts, FORMS.layout(form)))
    assert "2026-04-15" in first
    assert "2026-05-15" not in first
    assert second.startswith("高血压患者随访服务记录表（续）")
    assert "2026-06-15" in second


def planned(*visits: tuple[str, str], fonts: Fonts) -> list[str]:
    """The pages of 1～8月龄 with these visits: which, and the head."""
    form = FORMS.current("child-1-8-months")
    fillings = [normalise(form, {"visit_key": key, "head": head}) for key, head in visits]
    return pages(form_pdf(form, fillings, HEADER, fonts, FORMS.layout(form)))


def row_of(page: str, label: str) -> str:
    return next(line for line in page.split("\n") if line.startswith(label))


def test_a_planned_visit_has_its_own_column(fonts: Fonts) -> None:
    (page,) = planned(("M6", "43.1"), fonts=fonts)
    assert row_of(page, "月龄") == "月龄 满月 3月龄 6月龄 8月龄"
    assert row_of(page, "头围") == "头围 cm cm 43.1 cm cm"


def test_the_paper_has_dashes_where_a_visit_asks_nothing(fonts: Fonts) -> None:
    (page,) = planned(fonts=fonts)
    assert row_of(page, "颈部包块") == "颈部包块 1 有 2 无 1 有 2 无 1 有 2 无 ------"
    assert row_of(page, "血红蛋白值") == "血红蛋白值 ------ ------ g/L g/L"


def test_a_second_record_of_the_same_visit_goes_onto_another_sheet(fonts: Fonts) -> None:
    both = planned(("M6", "43.1"), ("M3", "40.2"), ("M6", "43.2"), fonts=fonts)
    assert [row_of(page, "头围") for page in both] == ["头围 cm 40.2 cm 43.1 cm cm", "头围 cm cm 43.2 cm cm"]


def test_a_record_of_no_planned_visit_is_printed_beside_them(fonts: Fonts) -> None:
    first, *others = planned(("M6", "43.1"), ("X", "39.9"), fonts=fonts)
    assert "39.9" not in first
    assert row_of(others[0], "头围") == "头围 39.9 cm cm cm cm"


def test_a_long_answer_runs_over_pages_and_is_printed_whole(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    tests = "".join(f"第{number}次复查血钾正常；" for number in range(400))
    answers = normalise(form, VISIT | {"tests": tests})
    wide = form_pdf(form, [answers], HEADER, fonts, FORMS.layout(form))
    assert len(pages(wide)) > 1
    assert all(f"第{number}次" in text(wide) for number in range(400))
    columns = text(form_pdf(form, [answers] * 2, HEADER, fonts, FORMS.layout(form)))
    assert columns.count("复") >= 2 * 400
    assert columns.count("苯磺酸氨氯地平片") == 2


def test_a_code_this_version_does_not_know_is_shown_as_it_came(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    answers = normalise(form, {"salt": "77"})
    assert "77" in text(form_pdf(form, [answers], FormHeader(), fonts, FORMS.layout(form)))


def test_an_unprintable_answer_names_its_link_id(fonts: Fonts) -> None:
    form = FORMS.current("hypertension-visit")
    with pytest.raises(InvalidInput) as refusal:
        form_pdf(form, [{"symptoms_text": "头痛😀"}], HEADER, fonts, FORMS.layout(form))
    assert str(refusal.value) == "symptoms_text: no-glyph"
