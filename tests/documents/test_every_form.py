"""Every form of the catalogue on paper: blank and full as approved, nothing clipped, nothing lost.

`python -m tests.documents.test_every_form` writes the golden texts anew; look at the difference first.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_rows import form_rows
from healthdesk.documents.head import FormHeader
from healthdesk.documents.paper import Paper
from healthdesk.domain.codes import shipped, text_of
from healthdesk.domain.forms import conditions
from healthdesk.domain.forms.answers import Answers, normalise
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form, Item, Kind
from tests.documents.full import full
from tests.documents.reading import pages, text, torn
from tests.documents.samples import drawn

FORMS = Forms.read()
HEADER = FormHeader("王秀英", "33010600101200457", "幸福路社区卫生服务中心")
GOLDEN = Path(__file__).parents[1] / "golden" / "forms"
KEYS = FORMS.keys()


def papers(form: Form, fonts: Fonts) -> dict[str, bytes]:
    """Blank, and with something in every item; in columns too where the paper has them."""
    layout, whole = FORMS.layout(form), full(form)
    made = {
        "blank": drawn(form, (), FormHeader(org=HEADER.org), fonts),
        "full": drawn(form, [whole], HEADER, fonts),
    }
    if layout.columns > 1:
        made["columns"] = drawn(form, [whole] * (layout.columns + 1), HEADER, fonts)
    return made


def golden(pdf: bytes) -> str:
    return "\f\n".join(page.rstrip() for page in pages(pdf)) + "\n"


@pytest.mark.parametrize("key", KEYS)
def test_the_paper_reads_as_approved(key: str, fonts: Fonts) -> None:
    for name, pdf in papers(FORMS.current(key), fonts).items():
        assert golden(pdf) == (GOLDEN / f"{key}-{name}.txt").read_text(encoding="utf-8"), name


@pytest.mark.parametrize("key", KEYS)
def test_nothing_leaves_the_page_and_no_page_is_empty(key: str, fonts: Fonts) -> None:
    for pdf in papers(FORMS.current(key), fonts).values():
        assert list(strays(pdf)) == []
        assert torn(pdf) == []


def test_text_that_is_wider_than_its_cell_would_be_noticed(fonts: Fonts) -> None:
    paper = Paper(fonts, title="test")
    paper.box(100, 100, 30, 15)
    paper.text(102, 111, "太宽的文字")
    assert torn(bound([paper], Footer())) == ["的"]


@pytest.mark.parametrize("key", KEYS)
def test_every_answer_stands_on_the_paper(key: str, fonts: Fonts) -> None:
    form = FORMS.current(key)
    answers = full(form)
    layout = FORMS.layout(form)
    found = text(drawn(form, [answers], HEADER, fonts))
    visit = str(answers.get(layout.columns_by))
    closed = conditions.closed(form, layout.columns_by, visit) if layout.columns_by else ()
    for item in (one for one in printed(form) if one.link_id not in closed):
        for words in said(item, answers.get(item.link_id)):
            assert "".join(words.split()) in found, item.link_id


def printed(form: Form) -> Iterator[Item]:
    """The items the paper has."""
    for row in form_rows(form, FORMS.layout(form)):
        yield from (cell.item for cell in row.cells)


def said(item: Item, value: Any) -> Iterator[str]:
    """What must be found on the paper for an answer, but for ticked numbers and dates in words."""
    if item.kind in (Kind.TEXT, Kind.LONGTEXT, Kind.SIGNATURE):
        yield from str(value).split("\n")
    elif item.kind is Kind.CODE:
        yield text_of(item.codes, str(value))
    elif item.kind in (Kind.INTEGER, Kind.DECIMAL):
        yield str(value)


def strays(pdf: bytes) -> Iterator[str]:
    """Text outside the margins of its page, or a page without any."""
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        words = page.get_textpage()
        if not words.get_text_bounded().strip():
            yield f"page {number} is empty"
        for at in range(words.count_rects()):
            left, bottom, right, top = words.get_rect(at)
            if left < 20 or bottom < 15 or right > width - 20 or top > height - 15:
                yield f"page {number}: {words.get_text_bounded(left, bottom, right, top)}"
    document.close()


_TEXTS = st.text(st.sampled_from("随访高血压Abc 1，。（）\n—x"), max_size=300)


def _wild(item: Item) -> st.SearchStrategy[Any]:
    match item.kind:
        case Kind.CHOICE:
            return st.sampled_from([*(option.code for option in item.options), "99"])
        case Kind.CHOICES:
            return st.lists(st.sampled_from([option.code for option in item.options]), unique=True)
        case Kind.CODE:
            return st.sampled_from([*(code.code for code in shipped().get(item.codes or "").codes), "99"])
        case Kind.DATE:
            return st.dates().map(str)
        case Kind.MONTH:
            return st.just("2026-02")
        case Kind.INTEGER | Kind.DECIMAL:
            return st.integers(-999_999, 999_999)
        case Kind.ROWS:
            columns = {one.link_id: _wild(one) for one in item.items if one.holds_answer}
            return st.lists(st.fixed_dictionaries({}, optional=columns), max_size=6)
    return _TEXTS


@st.composite
def fillings(draw: st.DrawFn) -> tuple[Form, list[Answers]]:
    """Any form, with one to five fillings of whatever answers."""
    form = FORMS.current(draw(st.sampled_from(KEYS)))
    optional = {item.link_id: _wild(item) for item in form.leaves()}
    many = draw(st.lists(st.fixed_dictionaries({}, optional=optional), min_size=1, max_size=5))
    return form, [normalise(form, one) for one in many]


@given(fillings())
# A page costs up to a second to draw and read on a slow machine: few, the same every time,
# with room beyond the suite's thirty seconds; shrinking a failure would draw hundreds more.
@pytest.mark.timeout(120)
@settings(
    max_examples=10,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_filling_prints_a_clipped_or_empty_page(made: tuple[Form, list[Answers]]) -> None:
    form, many = made
    pdf = drawn(form, many, HEADER, _FONTS)
    assert list(strays(pdf)) == []
    assert torn(pdf) == []


_FONTS = Fonts.load()

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for one in KEYS:
        for kind, pdf in papers(FORMS.current(one), _FONTS).items():
            (GOLDEN / f"{one}-{kind}.txt").write_text(golden(pdf), encoding="utf-8")
