"""The growth chart on paper: blank and with a child's points."""

from datetime import date
from decimal import Decimal

import pytest

from healthdesk.base.calendar import add_months
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.growth_pdf import GrowthSheet, growth_pdf
from healthdesk.documents.head import FormHeader
from healthdesk.domain import growth
from healthdesk.domain.growth_course import course
from tests.documents.reading import pages, picture, title

BORN = date(2022, 5, 12)
HEADER = FormHeader("李沐阳", "33010600101200457", "幸福路社区卫生服务中心")


def drawn(fonts: Fonts, *months: int, sex: str = "male") -> bytes:
    values = [("weight", add_months(BORN, month), Decimal(4 + month // 4)) for month in months]
    sheet = GrowthSheet(sex, course(sex, BORN, values), BORN, 39)
    return growth_pdf(sheet, HEADER, growth.tables(), fonts)


@pytest.mark.parametrize(("sex", "words"), [("male", "男童生长发育监测图"), ("female", "女童生长发育监测图")])
def test_a_blank_chart_has_every_age(sex: str, words: str, fonts: Fonts) -> None:
    pdf = growth_pdf(GrowthSheet(sex), FormHeader(org=HEADER.org), growth.tables(), fonts)
    first, second = pages(pdf)
    assert first.startswith(f"{words}（0～3 岁）") and second.startswith(f"{words}（3～7 岁）")
    assert title(pdf) == words
    for page in (first, second):
        assert "年龄别体重（kg）" in page and "WS/T 423-2022" in page and HEADER.org in page
        assert all(name in page for name in ("P3", "P10", "P25", "P50", "P75", "P90", "P97"))


def test_a_child_has_the_pages_with_its_points(fonts: Fonts) -> None:
    assert [page.split("\n")[0][-7:] for page in pages(drawn(fonts, 3, 6))] == ["（0～3 岁）"]
    assert len(pages(drawn(fonts, 3, 48))) == 2
    (late,) = pages(drawn(fonts, 48))
    assert "（3～7 岁）" in late


def test_whose_it_is_stands_above(fonts: Fonts) -> None:
    (page,) = pages(drawn(fonts, 6))
    assert "李沐阳" in page and "2022 年 5 月 12 日" in page and "39 周" in page


def test_the_points_are_on_the_page(fonts: Fonts) -> None:
    """The line of the child is the only black one: the more of it, the more black on the page."""
    ink = [picture(drawn(fonts, *months), scale=1).histogram()[:60] for months in ((1,), (1, 30))]
    assert sum(ink[1]) > sum(ink[0])
