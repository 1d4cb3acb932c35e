import pytest

from healthdesk.base.errors import InvalidInput
from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts, printable
from healthdesk.documents.paper import Paper
from tests.documents.reading import pages, picture

UNIFIED = [
    pytest.param(0x4E00, 0x9FEF, id="basic"),
    pytest.param(0x3400, 0x4DB5, id="A"),
    pytest.param(0x20000, 0x2A6D6, id="B"),
    pytest.param(0x2A700, 0x2B734, id="C"),
    pytest.param(0x2B740, 0x2B81D, id="D"),
    pytest.param(0x2B820, 0x2CEA1, id="E"),
    pytest.param(0x2CEB0, 0x2EBE0, id="F"),
]
IN_THE_COMPATIBILITY_BLOCK = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
RARE_NAMES = ["𬭎", "䶮", "㛃", "𠮷", "𪚥", "㑇", "镕", "堃", "喆", "\ufa0e", "⺁", "〇"]


def printed(text: str, fonts: Fonts, *, is_bold: bool = False) -> bytes:
    paper = Paper(fonts, title="test")
    paper.text(50, 100, text, 24, is_bold=is_bold)
    return bound([paper], Footer())


@pytest.mark.parametrize(("first", "last"), UNIFIED)
def test_every_ideograph_of_gb_18030_2022_can_be_printed(first: int, last: int, fonts: Fonts) -> None:
    assert fonts.missing("".join(map(chr, range(first, last + 1)))) == ""


def test_the_ideographs_and_radicals_outside_those_blocks_can_be_printed(fonts: Fonts) -> None:
    assert fonts.missing(IN_THE_COMPATIBILITY_BLOCK + "".join(map(chr, range(0x2F00, 0x2FD6)))) == ""


def test_all_of_gbk_can_be_printed_but_one_sign(fonts: Fonts) -> None:
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    assert fonts.missing("".join(pair.decode("gbk", "ignore") for pair in pairs)) == "≒"


@pytest.mark.parametrize("char", RARE_NAMES)
@pytest.mark.parametrize("is_bold", [False, True])
def test_a_rare_character_prints_and_copies_right(char: str, fonts: Fonts, is_bold: bool) -> None:
    pdf = printed(f"王{char}英", fonts, is_bold=is_bold)
    assert pages(pdf) == [f"王{char}英"]
    empty = picture(printed("王　英", fonts, is_bold=is_bold)).tobytes().count(255)
    assert picture(pdf).tobytes().count(255) < empty - 500  # ink where the character stands


def test_more_than_a_hundred_characters_beyond_the_basic_plane_copy_right(fonts: Fonts) -> None:
    text = "".join(map(chr, range(0x20000, 0x20000 + 230)))
    paper = Paper(fonts, title="test")
    for row in range(10):
        paper.text(50, 100 + 30 * row, text[23 * row : 23 * (row + 1)], 20)
    assert "".join(pages(bound([paper], Footer()))[0].split()) == text


def test_a_document_embeds_one_subset_of_a_font(fonts: Fonts) -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 600)))
    pdf = printed(text, fonts)
    assert pdf.count(b"/FontFile2") == 1
    assert b"Helvetica" not in pdf


@pytest.mark.parametrize("char", ["😀", "\ue000", "\U000f0000", "\ud844", "ᚠ"])
def test_what_no_font_has_is_refused_without_saying_it(char: str, fonts: Fonts) -> None:
    assert fonts.missing(f"王{char}英{char}") == char
    with pytest.raises(InvalidInput) as refusal:
        fonts.require("name", f"王{char}英")
    assert (refusal.value.field, refusal.value.reason) == ("name", "no-glyph")
    assert "王" not in str(refusal.value)
    with pytest.raises(InvalidInput):
        printed(f"王{char}英", fonts)


def test_what_has_no_shape_is_left_out() -> None:
    assert printable("王\u200b秀\U000e0101英\ufe00\r\n一\t二\x00") == "王秀英\n一 二"


def test_widths_are_those_of_the_glyphs(fonts: Fonts) -> None:
    assert fonts.width("王秀英", 10) == pytest.approx(30)
    assert 0 < fonts.width("iii", 10) < fonts.width("mmm", 10) < 30
