from dataclasses import replace

from healthdesk.documents.fonts import Fonts
from healthdesk.documents.table_pdf import table_pdf
from tests.documents.reading import pages, text
from tests.documents.samples import DUE


def test_each_page_has_title_headings_and_number(fonts: Fonts) -> None:
    printed = pages(table_pdf(DUE, fonts))
    assert len(printed) == 2
    for number, page in enumerate(printed, start=1):
        assert page.startswith("随访名单")
        assert "应访日期" in page
        assert f"第 {number} 页，共 2 页" in page


def test_every_row_is_there_once(fonts: Fonts) -> None:
    whole = text(table_pdf(DUE, fonts))
    assert whole.count("李𬭎") == len(DUE.rows)


def test_a_long_cell_is_wrapped_not_cut(fonts: Fonts) -> None:
    address = "某某路一百二十三号" * 40
    table = replace(DUE, rows=[["1", "李𬭎", "2026-11-02", address]])
    assert address in text(table_pdf(table, fonts))


def test_an_empty_list_still_has_its_headings(fonts: Fonts) -> None:
    assert "应访日期" in text(table_pdf(replace(DUE, rows=[]), fonts))


def test_a_landscape_page_lies_on_its_side(fonts: Fonts) -> None:
    assert b"/MediaBox [ 0 0 841.8898 595.2756 ]" in table_pdf(replace(DUE, is_landscape=True), fonts)


def test_a_character_no_font_has_costs_nobody_the_list(fonts: Fonts) -> None:
    (page,) = pages(table_pdf(replace(DUE, rows=[["1", "李😀", "", ""], ["2", "王秀英", "", ""]]), fonts))
    assert "李[U+1F600]" in page and "王秀英" in page
