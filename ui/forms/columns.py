"""Where the columns of a sheet stand: as wide as its words, within reason."""

from PySide6.QtGui import QFontMetrics

from ui.forms.row import SECTION_LEFT, Columns
from ui.forms.sheet import Sheet
from ui.kit import theme, words
from ui.kit.form_words import CHINESE
from ui.kit.theme import Size

_NARROWEST_SECTION, _WIDEST_SECTION = 64, (84, 112)
_NARROWEST_LABEL, _WIDEST_LABEL = 76, (150, 176)
"""The wider ones for words of letters: they are longer than those of characters."""


def sheet_columns(sheet: Sheet) -> Columns:
    """As wide as the longest words need, within reason."""
    strong = QFontMetrics(theme.font(Size.STRONG))
    titles = [words.of_form(section.title) for section in sheet.plan.sections]
    labels = [
        strong.horizontalAdvance(words.of_form(row.label)) + (40 if row.mark else 0)
        for section in sheet.plan.sections
        for row in section.rows
    ]
    has_letters = not any(map(CHINESE.search, titles))
    needed = max(map(strong.horizontalAdvance, titles), default=0)
    section = max(_NARROWEST_SECTION, min(_WIDEST_SECTION[has_letters], needed))
    label = max(_NARROWEST_LABEL, min(_WIDEST_LABEL[has_letters], max(labels, default=0)))
    label_left = SECTION_LEFT + section + 16
    return Columns(label_left, label_left + label + 16, has_last(sheet))


def has_last(sheet: Sheet) -> bool:
    """Whether there is a last time to be shown beside the answers."""
    return any(filling.last for filling in sheet.fillings)
