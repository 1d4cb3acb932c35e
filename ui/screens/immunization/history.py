"""The panel of the grid: what was given and what comes, with the edition and what the marks mean."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QScrollArea

from healthdesk.domain.immunization.card import Card
from ui.kit import words
from ui.screens.immunization.grid import CardGrid
from ui.screens.immunization.legend import Legend
from ui.widgets.panel import HEAD_WITH_CONTROL, Panel

_AROUND = 16
"""Pixels: the edges, and some air below the last vaccine."""


class History(Panel):
    """Scrolls where a window is too low for all the vaccines; a high one has more room for what is below."""

    def __init__(self) -> None:
        super().__init__(padded=False, name="card.history")
        self.set_title(self.tr("接种记录"))
        self.add_to_head(Legend())
        self.grid = CardGrid()
        area = QScrollArea()
        area.setObjectName("card.area")
        area.setAccessibleName(self.tr("接种卡"))
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.grid)
        self.body.addWidget(area)

    def show_card(self, card: Card, origins: Mapping[date, str]) -> None:
        """Another card, or the same one a dose later; `origins` says where doses of a day were given."""
        self.set_note(words.of_form(card.edition))
        self.grid.show_card(card, origins)
        self.setMaximumHeight(HEAD_WITH_CONTROL + self.grid.sizeHint().height() + _AROUND)
