"""A form whose paper is a letter in two halves: the referral out and the referral back."""

from collections.abc import Sequence

from healthdesk.documents.form_columns import Sheet
from healthdesk.documents.form_rows import CHOICES
from healthdesk.documents.form_values import Values, codes_of
from healthdesk.documents.layouts import LetterLayout, Words, read
from healthdesk.documents.letter import Letter, LetterDrawing, Size
from healthdesk.documents.paper import Paper
from healthdesk.domain.forms.answers import Answer, Answers
from healthdesk.domain.forms.definition import Form, Item
from healthdesk.domain.forms.layout import Layout


class LetterPaper:
    """Stub and sheet of each filling, as resources/documents has them for this form."""

    def __init__(self, paper: Paper, form: Form, layout: Layout, words: Words, size: Size) -> None:
        self._paper = paper
        self._form = form
        self._words = words
        self._letter = read(layout.letter, LetterLayout)
        self._size = size
        self._values = Values(paper.fonts, words, size.lettering.size, is_narrow=False)

    def fill(self, found: Sequence[Sheet]) -> None:
        """Each filling begins a page."""
        for number, (column,) in enumerate(found):
            if number:
                self._paper.begin_part()
            letter = Letter(self._written(column.answers))
            LetterDrawing(self._paper, self._words, self._letter, letter, self._size).draw()

    def _written(self, answers: Answers) -> dict[str, str]:
        return {item.link_id: self._text(item, answers.get(item.link_id)) for item in self._form.leaves()}

    def _text(self, item: Item, value: Answer | None) -> str:
        if item.kind in CHOICES:
            named = (option.text if (option := item.option(code)) else code for code in codes_of(value))
            return "，".join(named)
        return self._values.text(item, value)
