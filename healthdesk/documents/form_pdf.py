"""Any form as it looks on paper: blank or filled, one filling to a page or several visits in columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.form_columns import sheets
from healthdesk.documents.form_drawing import OpenPaper, RuledPaper
from healthdesk.documents.form_letter import LetterPaper
from healthdesk.documents.form_register import RegisterPaper
from healthdesk.documents.grid import Type
from healthdesk.documents.head import FormHeader, Head
from healthdesk.documents.layouts import Words, read
from healthdesk.documents.letter import ON_A4, ON_A5, Size, fitted
from healthdesk.documents.paper import A5, MM, Frame, Paper
from healthdesk.domain.forms.answers import Answers
from healthdesk.domain.forms.definition import Form, Noun
from healthdesk.domain.forms.layout import Layout

_FRAME = Frame(left=15, right=15, top=13, bottom=15)
_WIDE = (Type(9.5, 5.4 * MM), Type(9.5, 4.8 * MM), Type(9.5, 4.4 * MM))
_NARROW = (Type(8, 5 * MM), Type(8, 4.6 * MM), Type(8, 4.2 * MM), Type(8, 3.9 * MM), Type(7.2, 3.6 * MM))


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """One version of a form with its fillings, oldest first; without any it is printed blank."""

    form: Form
    layout: Layout = field(default_factory=Layout)
    fillings: Sequence[Answers] = ()


def form_pdf(papers: Iterable[Filled], header: FormHeader, fonts: Fonts, *, is_a5: bool = False) -> bytes:
    """The forms as one PDF, each with page numbers of its own; on A5 those that can be.

    Several fillings stand in as many columns as the paper has; on paper without columns each begins a page.
    Raises InvalidInput naming the link id of an answer that cannot be printed.
    """
    words = read("words", Words)
    note = "  ".join(filter(None, (header.org, words.unsent if header.is_unsent else "")))
    footer = Footer(fonts.require("org", note), words.pages)
    drawn = [
        _letter(filled, fonts, words, ON_A5 if is_a5 else ON_A4)
        if filled.layout.letter
        else _drawn(filled, header, fonts, words, is_a5=is_a5 and filled.layout.is_a5)
        for filled in papers
    ]
    return bound(drawn, footer)


def _letter(filled: Filled, fonts: Fonts, words: Words, size: Size) -> Paper:
    """It has a head of its own."""
    form, layout = filled.form, filled.layout

    def draw(size: Size) -> Paper:
        made = Paper(fonts, title=form.title, frame=size.frame)
        LetterPaper(made, form, layout, words, size).fill(sheets(form, layout, filled.fillings))
        return made

    return fitted(draw, size)


def _drawn(filled: Filled, header: FormHeader, fonts: Fonts, words: Words, *, is_a5: bool) -> Paper:
    """Lines stand closer together when that saves a page, and otherwise as the eye likes it."""
    form, layout = filled.form, filled.layout
    found = sheets(form, layout, filled.fillings)
    head = Head(header, words, form.noun is Noun.CENTRE_RECORD, layout.head)
    drawing = _drawing(layout)
    frame = A5 if is_a5 else _FRAME.turned() if layout.register else _FRAME

    def draw(kind: Type) -> Paper:
        paper = Paper(fonts, title=form.title, frame=frame)
        head.draw(paper, form.title, *([layout.open] if layout.open else []))
        paper.repeat = lambda: head.draw(paper, form.title + words.continued)
        drawing(paper, form, layout, words, kind).fill(found)
        return paper

    pleasant, *closer = _types(layout)
    best = draw(pleasant)
    if not closer or best.page_count == len(found):
        return best
    shortest = draw(closer.pop())
    if shortest.page_count == best.page_count:
        return best
    fitting = (paper for paper in map(draw, closer) if paper.page_count == shortest.page_count)
    return next(fitting, shortest)


def _drawing(layout: Layout) -> type[OpenPaper | RegisterPaper | RuledPaper]:
    if layout.register:
        return RegisterPaper
    return OpenPaper if layout.open else RuledPaper


def _types(layout: Layout) -> tuple[Type, ...]:
    """From what the eye likes to what may save a page."""
    if layout.open:
        return (Type(layout.open.size, layout.open.pitch * MM),)
    if layout.register:
        return _WIDE[:1]
    return _NARROW if layout.columns > 1 else _WIDE
