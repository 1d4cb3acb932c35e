"""Every form of the catalogue on paper: blank and full as approved, nothing clipped, nothing lost.

`python -m tests.documents.test_every_form` writes the golden texts anew; look at the difference first.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest

from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_rows import form_rows
from healthdesk.documents.head import FormHeader
from healthdesk.documents.paper import Paper
from healthdesk.domain.codes import shipped, text_of
from healthdesk.domain.forms import conditions
from healthdesk.domain.forms.answers import Answers, normalise
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.checks import table_rows
from healthdesk.domain.forms.definition import Form, Item, Kind
from tests.documents.full import full
from tests.documents.reading import pages, text, torn
from tests.documents.samples import drawn

FORMS = Forms.read()
HEADER = FormHeader("王秀英", "33010600101200457", "幸福路社区卫生服务中心")
GOLDEN = Path(__file__).parents[1] / "golden" / "forms"
KEYS = FORMS.keys()


def papers(form: Form, fonts: Fonts) -> dict[str, bytes]:
    """Blank, and with something in every item; in columns or on A5 too where the paper has them."""
    layout, whole = FORMS.layout(form), full(form)
    made = {
        "blank": drawn(form, (), FormHeader(org=HEADER.org), fonts),
        "full": drawn(form, [whole], HEADER, fonts),
    }
    if layout.columns > 1:
        made["columns"] = drawn(form, [whole] * (layout.columns + 1), HEADER, fonts)
    if layout.is_a5:
        made["a5"] = drawn(form, [whole], HEADER, fonts, is_a5=True)
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


_SIGNS = "随访高血压Abc 1，。（）\n—x"
_WORDS = (Kind.TEXT, Kind.LONGTEXT, Kind.SIGNATURE)


def _wild(item: Item, random: Random) -> Any:
    """Whatever a file from elsewhere may hold for the item."""
    match item.kind:
        case Kind.CHOICE:
            return random.choice([*(option.code for option in item.options), "99"])
        case Kind.CHOICES:
            return [option.code for option in item.options if random.random() < 0.3]
        case Kind.CODE:
            return random.choice([*(code.code for code in shipped().get(item.codes or "").codes), "99"])
        case Kind.DATE:
            return str(date.fromordinal(random.randrange(1, date.max.toordinal())))
        case Kind.MONTH:
            return "2026-02"
        case Kind.INTEGER | Kind.DECIMAL:
            return random.randrange(-999_999, 999_999)
        case Kind.ROWS:
            return [_some(item.items, random) for _ in range(random.randrange(7))]
    return "".join(random.choices(_SIGNS, k=random.choice((0, 3, 12, 40, 300))))


def _some(items: Iterable[Item], random: Random) -> dict[str, Any]:
    """Answers to few or many of the items, asked or not."""
    share = random.random()
    return {one.link_id: _wild(one, random) for one in items if one.holds_answer and random.random() < share}


def fillings(form: Form, seed: int) -> list[Answers]:
    """One to five fillings of the form with whatever answers, the same for the same seed."""
    random, numbers = Random(f"{form.key} {seed}"), count(1)
    many = [_some(form.leaves(), random) for _ in range(random.randint(1, 5))]
    return [normalise(form, _ended(form.leaves(), one, numbers)) for one in many]


def _ended(items: Iterable[Item], answers: Answers, numbers: Iterator[int]) -> dict[str, Any]:
    """The answers, each text with a word of its own at its end."""
    found: dict[str, Any] = dict(answers)
    for item in items:
        value = found.get(item.link_id)
        if value is not None and item.kind in _WORDS:
            found[item.link_id] = f"{value}{_end(next(numbers))}"
        elif isinstance(value, list) and item.kind is Kind.ROWS:
            found[item.link_id] = [_ended(item.items, row, numbers) for row in value]
    return found


def _end(number: int) -> str:
    return f"Z{number}z"


def _ends(items: Iterable[Item], answers: Answers) -> Iterator[str]:
    """The last words of all texts of a filling that the paper has."""
    for item in items:
        value = answers.get(item.link_id)
        if isinstance(value, str) and item.kind in _WORDS:
            yield value[value.rindex("Z") :]
        elif item.kind is Kind.ROWS:
            columns = [column for column in item.items if column.is_printed]
            for row in table_rows(value):
                yield from _ends(columns, row)


@pytest.mark.parametrize("seed", [1, 2])  # a page costs up to a second on a slow machine
@pytest.mark.parametrize("key", KEYS)
def test_no_filling_prints_a_clipped_or_empty_page_or_loses_a_text(key: str, seed: int, fonts: Fonts) -> None:
    form = FORMS.current(key)
    many = fillings(form, seed)
    pdf = drawn(form, many, HEADER, fonts)
    assert list(strays(pdf)) == []
    assert torn(pdf) == []
    found = text(pdf)
    items = tuple(printed(form))
    assert [end for one in many for end in _ends(items, one) if end not in found] == []


@pytest.mark.parametrize("key", [key for key in KEYS if FORMS.layout(FORMS.current(key)).columns_by])
def test_a_text_whose_question_its_visit_does_not_ask_is_printed(key: str, fonts: Fonts) -> None:
    form = FORMS.current(key)
    visits = form.item(FORMS.layout(form).columns_by)
    texts = [item for item in printed(form) if item.kind in _WORDS and item.conditions]
    many = [
        {visits.link_id: option.code, item.link_id: f"{option.code}{at}z"}
        for option in visits.options
        for at, item in enumerate(texts)
    ]
    found = text(drawn(form, [normalise(form, one) for one in many], HEADER, fonts))
    assert [one for one in many if list(one.values())[-1] not in found] == []


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    loaded = Fonts.load()
    for one in KEYS:
        for kind, pdf in papers(FORMS.current(one), loaded).items():
            (GOLDEN / f"{one}-{kind}.txt").write_text(golden(pdf), encoding="utf-8")
