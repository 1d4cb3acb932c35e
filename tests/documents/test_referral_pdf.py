from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from healthdesk.base.errors import InvalidInput
from healthdesk.documents import qr
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.referral_pdf import ReferralSheet, referral_pdf
from tests.documents.reading import codes, pages, text, title, torn
from tests.documents.samples import REFERRAL

UNSENT = "本单打印时尚未上传平台"
CONFLICT = "打印时本单数据存在未处理的冲突"
LONG_NAME = "买买提艾力𬭎䶮㛃阿卜杜拉" * 5
HISTORY = "".join(
    f"第{number}次发作时头晕伴恶心，血压 {140 + number % 60}/95 mmHg。" for number in range(200)
)


def test_the_code_on_the_paper_says_what_the_paper_says(fonts: Fonts) -> None:
    (code,) = codes(referral_pdf(REFERRAL, fonts))
    assert qr.parse(code) == REFERRAL.key_facts()
    assert qr.parse(code).reason == REFERRAL.present_history_reason


def test_the_code_of_rare_names_and_long_texts_is_still_read(fonts: Fonts) -> None:
    sheet = replace(REFERRAL, name=LONG_NAME, present_history_reason=HISTORY, impression=HISTORY)
    (code,) = codes(referral_pdf(sheet, fonts))
    facts = qr.parse(code)
    assert facts.name == LONG_NAME
    assert facts.reason.endswith("…")


def test_a_sensitive_referral_keeps_the_illness_out_of_the_code(fonts: Fonts) -> None:
    sheet = replace(REFERRAL, is_sensitive=True, to_org="市精神卫生中心", to_dept="精神科")
    (code,) = codes(referral_pdf(sheet, fonts))
    assert all(word not in code for word in ("精神", "高血压", "186"))
    assert qr.parse(code).name == REFERRAL.name


def test_the_identity_number_is_in_the_code_only_when_asked_for() -> None:
    assert REFERRAL.key_facts().id_no == ""
    assert replace(REFERRAL, id_no="110101195903080024").key_facts().id_no == "110101195903080024"


def test_a_blank_sheet_has_lines_to_write_on_and_no_code(fonts: Fonts) -> None:
    pdf = referral_pdf(ReferralSheet(), fonts)
    assert codes(pdf) == []
    assert "转诊医生（签字）：" in text(pdf)


def test_an_unsent_sheet_says_so_once_on_each_page(fonts: Fonts) -> None:
    assert UNSENT not in text(referral_pdf(REFERRAL, fonts))
    sheet = replace(REFERRAL, is_unsent=True, past_history=HISTORY)
    first, *further = (page.count(UNSENT) for page in pages(referral_pdf(sheet, fonts)))
    assert first == 1
    assert set(further) == {1}


def test_conflicting_content_is_marked_on_stub_sheet_and_further_pages(fonts: Fonts) -> None:
    assert CONFLICT not in text(referral_pdf(REFERRAL, fonts))
    sheet = replace(REFERRAL, has_conflict=True, past_history=HISTORY)
    first, *further = (page.count(CONFLICT) for page in pages(referral_pdf(sheet, fonts)))
    assert first == 2
    assert set(further) == {1}


def test_a_name_of_sixty_characters_is_printed_whole_wherever_it_stands(fonts: Fonts) -> None:
    assert len(LONG_NAME) == 60
    first, *further = pages(referral_pdf(replace(REFERRAL, name=LONG_NAME), fonts))
    assert "".join(first.split()).count(LONG_NAME) == 2
    assert all("".join(page.split()).count(LONG_NAME) == 1 for page in further)


def test_a_long_history_flows_on_under_a_repeated_head(fonts: Fonts) -> None:
    history = HISTORY[:3000]
    pdf = referral_pdf(replace(REFERRAL, present_history_reason=history), fonts)
    first, *further = pages(pdf)
    assert further
    assert f"第 1 页，共 {len(further) + 1} 页" in first
    for page in further:
        assert page.startswith("双向转诊（转出）单（续）")
        assert "王秀英" in page
        assert "330106-001-012-00457" in page
    body = text(pdf)
    torn = [part for part in history.split("。") if "".join(part.split()) not in body]
    assert len(torn) <= len(further)  # each page break tears one sentence at most
    assert "（签字）：" in further[-1]


def test_an_ordinary_sheet_is_one_page_without_a_page_number(fonts: Fonts) -> None:
    (page,) = pages(referral_pdf(REFERRAL, fonts))
    assert "页" not in page


TREATMENT = "氨氯地平片 5 mg 每日一次口服，限盐并监测血压变化情况记录。"


@pytest.mark.parametrize("is_a5", [False, True])
@pytest.mark.parametrize("times", range(4, 22))
def test_the_signature_never_stands_alone_on_a_page(fonts: Fonts, times: int, is_a5: bool) -> None:
    sheet = replace(REFERRAL, treatment=TREATMENT * times)
    last = pages(referral_pdf(sheet, fonts, is_a5=is_a5))[-1].splitlines()
    end = next(at for at, line in enumerate(last) if "（签字）：" in line)
    if last[0].endswith("（续）"):
        heading = max(at for at, line in enumerate(last[:end]) if "治疗经过" in line)
        assert end - heading > 2  # two lines of it at least
    assert len(last) > end + 3


@pytest.mark.parametrize(("is_a5", "times", "count"), [(False, 5, 1), (False, 10, 1), (True, 8, 2)])
def test_what_is_a_little_too_long_stands_closer_and_saves_a_page(
    fonts: Fonts, times: int, is_a5: bool, count: int
) -> None:
    sheet = replace(REFERRAL, treatment=TREATMENT * times)
    assert len(pages(referral_pdf(sheet, fonts, is_a5=is_a5))) == count


@pytest.mark.parametrize(
    ("born", "age"),
    [
        pytest.param(date(1959, 3, 8), "67 岁", id="years"),
        pytest.param(date(2026, 2, 1), "9 月", id="months under one"),
        pytest.param(date(2026, 11, 3), "20 天", id="days under a month"),
    ],
)
def test_age_is_counted_on_the_day_of_referral(born: date, age: str, fonts: Fonts) -> None:
    assert pages(referral_pdf(replace(REFERRAL, born=born), fonts))[0].count(age) == 2


def test_an_unprintable_character_names_the_field_and_nothing_else(fonts: Fonts) -> None:
    with pytest.raises(InvalidInput) as refusal:
        referral_pdf(replace(REFERRAL, past_history="头痛😀"), fonts)
    assert str(refusal.value) == "past_history: no-glyph"


def test_the_document_title_tells_no_name(fonts: Fonts) -> None:
    assert title(referral_pdf(REFERRAL, fonts)) == "双向转诊（转出）单"


def test_a_sheet_shown_in_a_trace_tells_nothing() -> None:
    assert "王" not in f"{REFERRAL!r} {REFERRAL.key_facts()!r}"


def test_a_temporary_archive_number_is_printed_as_it_is(fonts: Fonts) -> None:
    assert "T12-00007" in text(referral_pdf(replace(REFERRAL, archive_no="T12-00007"), fonts))


def test_the_sheet_has_a_date_of_its_own(fonts: Fonts) -> None:
    sheet = replace(REFERRAL, written_on=date(2026, 11, 25))
    assert pages(referral_pdf(sheet, fonts))[0].endswith("2026 年 11 月 25 日")


def test_papers_can_be_printed_side_by_side(fonts: Fonts) -> None:
    sheets = [replace(REFERRAL, name=f"张{chr(0x4E00 + number)}") for number in range(12)]
    alone = [referral_pdf(sheet, fonts) for sheet in sheets]
    with ThreadPoolExecutor(4) as lanes:
        assert list(lanes.map(lambda sheet: referral_pdf(sheet, fonts), sheets)) == alone


A5 = b"/MediaBox [ 0 0 419.5276 595.2756 ]"


def test_on_a5_stub_and_sheet_are_leaves_of_their_own(fonts: Fonts) -> None:
    """Nothing is cut: the stub stays, and the sheet that travels is numbered as if it were alone."""
    history = "今日血压 186/112，伴头晕。" * 40
    pdf = referral_pdf(replace(REFERRAL, present_history_reason=history), fonts, is_a5=True)
    assert pdf.count(A5) == 3 and torn(pdf) == []
    stub, sheet, further = pages(pdf)
    assert "存" in stub and "初步印象" not in stub and "第 " not in stub
    assert "初步印象" in sheet and "第 1 页，共 2 页" in sheet
    assert "第 2 页，共 2 页" in further and REFERRAL.name in further
    assert text(pdf).replace("\n", "").count("伴头晕") == 40


def test_the_code_on_a5_is_read_like_the_one_on_a4(fonts: Fonts) -> None:
    (code,) = codes(referral_pdf(REFERRAL, fonts, is_a5=True), page=1)
    assert [code] == codes(referral_pdf(REFERRAL, fonts))


@pytest.mark.parametrize("name", [LONG_NAME, ""])
def test_an_ordinary_sheet_is_one_leaf_of_a5(name: str, fonts: Fonts) -> None:
    sheet = replace(REFERRAL, name=name) if name else ReferralSheet()
    pdf = referral_pdf(sheet, fonts, is_a5=True)
    assert len(pages(pdf)) == 2 and torn(pdf) == []
