"""The sheet with the judgement beside it, or under it on a narrow window."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.kit import theme
from ui.screens.visit.pane import WIDTH, JudgementPane

FOLDS_BELOW = WIDTH + 760


class Beside(QHBoxLayout):
    """On a narrow window the pane comes under the sheet when it is wanted, and by itself in an emergency."""

    def __init__(self, sheet: QWidget, pane: JudgementPane) -> None:
        super().__init__()
        self._pane = pane
        self._is_wanted = False
        self.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        self.setSpacing(theme.PANEL_GAP)
        self.addWidget(sheet, 1)
        self.addWidget(pane)

    def want(self, *, is_wanted: bool) -> None:
        """Show the pane on a narrow window too, or no longer."""
        self._is_wanted = is_wanted

    def turn(self) -> None:
        """The other way."""
        self._is_wanted = not self._is_wanted

    def fold(self, width: int, *, is_judged: bool) -> None:
        """Arrange for a screen of this width; a sheet that nothing judges stands alone.

        At once: the rows of a sheet are laid out for the width that it will have.
        """
        is_narrow = width < FOLDS_BELOW
        ways = QHBoxLayout.Direction
        self.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
        self._pane.fold(is_narrow=is_narrow)
        is_red = not self._pane.emergency.isHidden()
        self._pane.setVisible(is_judged and (not is_narrow or self._is_wanted or is_red))
        self.activate()
