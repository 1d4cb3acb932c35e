"""Labels of archives: whole names, a number that scans, nothing on a label that nobody should read."""

import json

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from healthdesk.base.errors import InvalidInput
from healthdesk.base.paths import resources
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.labels_pdf import ArchiveLabel, label_sheet, label_sheets, labels_pdf
from tests.documents.reading import pages

NUMBER = "33010600100100001"
NAMES = ("王秀英", "麦麦提吐尔逊·阿卜杜热合曼", "阿布都热合曼·买买提吐尔逊·艾合买提江")
SHEETS = [one.key for one in label_sheets()]


def a_label(name: str = "王秀英", number: str = NUMBER) -> ArchiveLabel:
    return ArchiveLabel(name, "女 1959-03-12", number, "幸福路社区卫生服务中心")


def printed(pdf: bytes, page: int = 0) -> Image.Image:
    """The page as a printer of 300 dots to the inch gets it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=300 / 72).to_pil().convert("L")


@pytest.mark.parametrize("key", SHEETS)
@pytest.mark.parametrize("number", [NUMBER, "330106001001-9", "1"])
def test_the_bars_are_read_by_a_scanner(fonts: Fonts, key: str, number: str) -> None:
    picture = printed(labels_pdf([a_label(number=number)], label_sheet(key), fonts))
    found = zxingcpp.read_barcodes(picture)
    assert [(one.text, one.format.name) for one in found] == [(number, "Code128")]


@pytest.mark.parametrize("key", SHEETS)
def test_every_label_of_a_full_sheet_is_on_it_once(fonts: Fonts, key: str) -> None:
    sheet = label_sheet(key)
    numbers = [f"330106001001{number:05d}" for number in range(sheet.count + 1)]
    pdf = labels_pdf([a_label(number=number) for number in numbers], sheet, fonts)
    assert len(pages(pdf)) == 2
    first = {one.text for one in zxingcpp.read_barcodes(printed(pdf))}
    assert first == set(numbers[: sheet.count])
    assert [one.text for one in zxingcpp.read_barcodes(printed(pdf, 1))] == numbers[sheet.count :]


def test_a_sheet_that_was_begun_is_gone_on_with(fonts: Fonts) -> None:
    sheet = label_sheet("a4-70x37")
    (found,) = zxingcpp.read_barcodes(printed(labels_pdf([a_label()], sheet, fonts, first=24)))
    assert found.position.top_left.x > 2480 * 2 / 3 and found.position.top_left.y > 3508 * 7 / 8
    assert len(pages(labels_pdf([a_label()] * 2, sheet, fonts, first=24))) == 2
    for outside in (0, 25):
        with pytest.raises(InvalidInput, match="first"):
            labels_pdf([a_label()], sheet, fonts, first=outside)


@pytest.mark.parametrize(
    "name", ["王秀英", "麦麦提吐尔逊·阿卜杜热合曼", "阿布都热合曼·买买提吐尔逊·艾合买提江"]
)
@pytest.mark.parametrize("key", SHEETS)
def test_no_name_is_cut_off(fonts: Fonts, key: str, name: str) -> None:
    sheet = label_sheet(key)
    pdf = labels_pdf([a_label(name)], sheet, fonts)
    (text,) = pages(pdf)
    assert name in text.replace("\n", "") and NUMBER in text
    left, top, right, bottom = printed(pdf).point(lambda grey: 255 if grey < 200 else 0).getbbox() or (0,) * 4
    mm = 25.4 / 300
    assert left * mm >= sheet.left and right * mm <= sheet.left + sheet.label[0]
    assert top * mm >= sheet.top and bottom * mm <= sheet.top + sheet.label[1]


def test_what_is_no_code_is_refused(fonts: Fonts) -> None:
    with pytest.raises(InvalidInput, match="archive_no"):
        labels_pdf([a_label(number="档案 1")], label_sheet(SHEETS[0]), fonts)
    with pytest.raises(InvalidInput, match="archive_no"):
        labels_pdf([a_label(number="1" * 200)], label_sheet(SHEETS[0]), fonts)
    with pytest.raises(InvalidInput, match="sheet"):
        label_sheet("no-such")


def test_every_label_of_a_sheet_lies_on_its_page() -> None:
    file = json.loads((resources() / "documents" / "labels.json").read_text(encoding="utf-8"))
    for sheet in file["sheets"]:
        right = sheet["left"] + (sheet["columns"] - 1) * sheet["across"] + sheet["label"][0]
        bottom = sheet["top"] + (sheet["rows"] - 1) * sheet["down"] + sheet["label"][1]
        assert right <= sheet["page"][0] + 0.01 and bottom <= sheet["page"][1] + 0.01
        assert sheet["label"][0] <= sheet["across"] and sheet["label"][1] <= sheet["down"]
