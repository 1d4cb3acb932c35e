"""What a person would see: labels that are cut, windows that flash up, a picture of a widget."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QLabel, QLineEdit, QWidget

LONGEST_NAMES = ("阿依古丽·买买提", "欧阳淑芬", "麦麦提吐尔逊·阿卜杜热合曼")


def clipped_labels(widget: QWidget) -> list[str]:
    """The words of every visible one-line label that has less room than it needs."""
    return [
        label.text()
        for label in widget.findChildren(QLabel)
        if label.isVisibleTo(widget)
        and not label.wordWrap()
        and label.fontMetrics().horizontalAdvance(label.text()) > label.contentsRect().width() + 1
    ]


def hovered(widget: QWidget, place: QPointF) -> None:
    """The pointer comes to rest there."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        widget.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def squeezed(widget: QWidget) -> list[str]:
    """The names of visible buttons and fields that are lower than they must be to be read."""
    return [
        one.objectName()
        for one in widget.findChildren(QWidget)
        if isinstance(one, QAbstractButton | QLineEdit | QAbstractSpinBox)
        and one.isVisibleTo(widget)
        and one.height() < one.minimumSizeHint().height() - 1
    ]


def window_picture(widget: QWidget, name: str, folder: Path = Path("out")) -> Path:
    """The widget as a PNG in `folder`, for looking at."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    widget.grab().save(str(path))
    return path


class FlashWatch(QObject):
    """Hears of every window that is shown beside the expected ones. Install it on the application."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False
