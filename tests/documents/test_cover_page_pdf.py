from dataclasses import replace
from datetime import date

import pytest

from healthdesk.base.errors import InvalidInput
from healthdesk.documents.cover_page_pdf import CoverHeader, cover_page_pdf
from healthdesk.documents.fonts import Fonts
from healthdesk.domain.cover.page import CoverPage, Evidence, Service, cover_page
from healthdesk.domain.forms.catalogue import Forms
from tests.documents.reading import pages, text

HEADER = CoverHeader(
    "欧阳淑芬", "2", date(1959, 3, 12), "33019900101200457", "清河社区卫生服务中心", date(2026, 11, 2)
)
FORM = Forms.read().current("personal-information")


def a_page(services: int, **answers: str) -> CoverPage:
    evidence = Evidence(today=HEADER.on, born=HEADER.born, form=FORM, answers=answers)
    done = [
        Service(
            date(2020 + number // 12, number % 12 + 1, 1),
            "随访",
            "清河社区卫生服务中心",
            "王建平",
            f"第{number}次",
        )
        for number in range(services)
    ]
    return cover_page(evidence, done)


def test_all_three_parts_stand_on_one_page(fonts: Fonts) -> None:
    (page,) = pages(cover_page_pdf(HEADER, a_page(3, education="7"), fonts))
    for words in (
        "居民电子健康档案首页",
        "欧阳淑芬",
        "33019900101200457",
        "65岁及以上（2024-03-12）",
        "初中",
        "第2次",
    ):
        assert words in page
    assert page.index("第2次") < page.index("第0次")
    assert "未印出" not in page


def test_what_does_not_fit_is_counted(fonts: Fonts) -> None:
    (page,) = pages(cover_page_pdf(HEADER, a_page(70), fonts))
    shown = sum(f"第{number}次" in page for number in range(70))
    assert "第69次" in page
    assert f"另有 {70 - shown} 条较早的记录未印出" in page


def test_a_long_result_takes_one_line_and_says_that_it_was_cut(fonts: Fonts) -> None:
    long = Service(
        date(2026, 1, 1), "接诊", "清河社区卫生服务中心", "王建平", "反复头晕三个月\n加重一周，" * 10
    )
    page = cover_page(Evidence(today=HEADER.on, born=None, form=FORM, answers={}), [long])
    assert "…" in text(cover_page_pdf(HEADER, page, fonts))


def test_nothing_recorded_is_said(fonts: Fonts) -> None:
    assert "无记录" in text(cover_page_pdf(HEADER, a_page(0), fonts))


def test_a_conflict_is_said_at_the_top(fonts: Fonts) -> None:
    assert "冲突" in text(cover_page_pdf(replace(HEADER, has_conflict=True), a_page(0), fonts))


def test_a_character_that_no_font_has_is_named(fonts: Fonts) -> None:
    with pytest.raises(InvalidInput) as refused:
        cover_page_pdf(HEADER, a_page(0, current_address="幸福里😀"), fonts)
    assert refused.value.reason == "no-glyph"
