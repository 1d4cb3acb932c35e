"""Room for one page at a time: scrolled where it is too small, and what has the focus is always in sight."""

from PySide6.QtCore import QMetaObject, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QScrollArea, QStackedWidget, QWidget

_AROUND_FOCUS = 60


class _Pages(QWidget):
    """Asks for the least of the page that is shown, and for no more where a line in it is wrapped.

    A scroll area gives what wraps its wanted height, and scrolls the whole window for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stack = QStackedWidget(self)
        self.stack.currentChanged.connect(lambda _at: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        shown = self.stack.currentWidget()
        if shown is None:
            return QSize(0, 0)
        hint = shown.minimumSizeHint()  # a least size that a page states counts instead: its rows give way
        return QSize(shown.minimumWidth() or hint.width(), shown.minimumHeight() or hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stack.resize(event.size())


class Room(QScrollArea):
    """Put pages into `stack`. It asks for no size of its own: what is around it stays in sight.

    `resized` when it was given more or less, as for a line above it that comes or goes.
    """

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        pages = _Pages()
        self.stack = pages.stack
        self.setWidget(pages)
        self.viewport().setAutoFillBackground(False)
        pages.setAutoFillBackground(False)
        self._moves: QMetaObject.Connection | None = None
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(lambda: self._bring(QApplication.focusWidget()))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """At once, and again when what was just shown has found its place."""
        if self._moves is not None:
            QObject.disconnect(self._moves)
            self._moves = None
        if now is None or not self.stack.isAncestorOf(now):
            return
        if isinstance(now, QAbstractItemView):
            self._moves = now.selectionModel().currentChanged.connect(lambda *_: self._bring(now))
        self._bring(now)
        self._again.start()

    def _bring(self, now: QWidget | None) -> None:
        if now is None or not self.stack.isAncestorOf(now):
            return
        if isinstance(now, QAbstractItemView) and now.currentIndex().isValid():
            middle = now.visualRect(now.currentIndex()).center().y()
            place = now.viewport().mapTo(self.widget(), QPoint(0, middle))
            self.ensureVisible(place.x(), place.y(), _AROUND_FOCUS, _AROUND_FOCUS)
        else:
            self.ensureWidgetVisible(now, _AROUND_FOCUS, _AROUND_FOCUS)
