"""A field that offers the entries of a code list while somebody types number, words or pinyin initials."""

from functools import cached_property

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter

from healthdesk.domain.codes import Code, shipped
from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.definition import Item, Kind
from ui.forms.answering import Answering
from ui.forms.line_fields import LineField
from ui.kit.words import of_form

MOST_OFFERED = 12
_NARROWEST_LIST = 260
_OF_THE_LIST = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class CodeField(LineField):
    """Shows the words of the code that is stored; ↓ opens the list, Enter takes the marked entry.

    Where the form only suggests a list, the words themselves are stored and others may be written; where the
    words go into another column (`fills`), this one shows and stores the code. An entry outside its validity
    dates is not offered; typed in full it is understood. In English the entries are offered in English, and
    understood in both languages; what is stored stays the code, or the Chinese words for the paper.
    """

    def __init__(self, item: Item, answering: Answering) -> None:
        super().__init__(item, answering)
        self._codes = shipped().get(item.codes or "")
        self._offered: dict[str, Code] = {}
        self._entries = QStringListModel(self)
        self._list = QCompleter(self._entries, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(MOST_OFFERED)
        self._list.setWidget(self)
        self._list.activated.connect(self._take)
        self.textEdited.connect(self._offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._list.popup().isVisible() and event.key() in _OF_THE_LIST:
            event.ignore()
        elif event.key() == Qt.Key.Key_Down and not event.modifiers():
            self._offer("" if self._known(self.text()) else self.text())
        else:
            super().keyPressEvent(event)

    def settle(self) -> None:
        """What can only mean one entry becomes that entry; anything else stays as it was typed."""
        typed = self.text().strip()
        if typed and not self._known(typed):
            found = self._search(typed)
            if len(found) == 1:
                self.setText(self._written(found[0]))

    def _shown(self, value: Answer | None) -> str:
        text = super()._shown(value)
        known = self._codes.get(text) if self._item.kind is Kind.CODE and text else self._known(text)
        return self._written(known) if known else text

    def _meaning(self, text: str) -> str:
        known = self._known(text.strip())
        if known is None or self._item.fills:
            return text
        if self._item.kind is Kind.CODE:
            return known.code
        return text if known.text == text.strip() else known.text

    def _known(self, text: str) -> Code | None:
        """The entry that is written out here."""
        if self._item.fills:
            found = self._codes.get(text)
            return found if found.is_known else None
        in_english = (code for code, said in self._in_english if said == text)
        return self._codes.of_text(text) or next(in_english, None)

    def _written(self, code: Code) -> str:
        if self._item.fills:
            return code.code
        said = of_form(code.text)
        self.setMaxLength(max(self.maxLength(), len(said)))  # English is longer, and must not be cut
        return said

    def _search(self, typed: str) -> tuple[Code, ...]:
        """What number, words or initials find; in English its words too, and first."""
        wanted, today = typed.strip().lower(), self._answering.today()
        found = self._codes.search(typed, today)
        meant = [code for code, said in self._in_english if wanted and wanted in said.lower()]
        return tuple(dict.fromkeys([*(code for code in meant if code.is_valid_on(today)), *found]))

    @cached_property
    def _in_english(self) -> tuple[tuple[Code, str], ...]:
        """The entries with their English, in a Chinese window none."""
        said = ((code, of_form(code.text)) for code in self._codes.codes)
        return tuple((code, words) for code, words in said if words != code.text)

    def _offer(self, typed: str) -> None:
        found = self._search(typed)
        self._offered = {
            f"{code.code} {of_form(code.text)}" if self._item.fills else of_form(code.text): code
            for code in found
        }
        self._entries.setStringList(list(self._offered))
        popup = self._list.popup()
        if not found:
            popup.hide()
            return
        place = self.rect()
        place.setWidth(max(place.width(), _NARROWEST_LIST))
        self._list.complete(place)
        popup.setCurrentIndex(popup.model().index(0, 0))

    def _take(self, entry: str) -> None:
        self.setText(self._written(self._offered[entry]))
        self._answering.entered()
