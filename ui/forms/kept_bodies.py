"""Sheets drawn lately, kept out of sight: the next person often needs one of them, with other answers."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.forms.body import FormBody
from ui.forms.plan import Plan

MOST_KEPT = 3
"""Beside the one that is shown: the forms that are written in turns on one day."""


class KeptBodies(QWidget):
    """The room of the sheets: one is shown, the last used of the others are hidden behind it.

    They stay in the window: taken off and put on again, each of some 600 fields would be styled anew.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[tuple[Plan, FormBody]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def put_away(self, plan: Plan, body: FormBody) -> None:
        """Keep a body; the one that was longest not used goes.

        The room stays as high as it was until another is shown: without the scroll bar it would get wider.
        """
        self.setMinimumHeight(self.height())
        body.pause()
        body.hide()
        self._kept.insert(0, (plan, body))
        for _, oldest in self._kept[MOST_KEPT:]:
            oldest.deleteLater()
        del self._kept[MOST_KEPT:]

    def bring_back(self, plan: Plan, draw: Callable[[], FormBody]) -> FormBody:
        """The body of this plan, no longer kept here but still hidden.

        It is drawn when there is none: what is put into it then stands in the window, and is styled once.
        """
        for at, (known, body) in enumerate(self._kept):
            if known == plan:
                del self._kept[at]
                return body
        body = draw()
        body.hide()
        self._column.addWidget(body)
        return body

    def show_body(self, body: FormBody) -> None:
        """In a room that is high enough: its rows are laid out once, and not for the sheet before."""
        body.ensurePolished()
        self.setMinimumHeight(max(self.height(), body.heightForWidth(self.width())))
        body.show()
        self.setMinimumHeight(0)
