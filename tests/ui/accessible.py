"""What a screen reader and somebody without a mouse would miss on a window."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QWidget

from ui.widgets.key_button import KeyButton
from ui.widgets.keys import KeyHint

Role = QAccessible.Role
CONTROLS = frozenset(
    {
        Role.Button, Role.EditableText, Role.CheckBox, Role.RadioButton, Role.ComboBox, Role.SpinBox,
        Role.Table, Role.List, Role.PageTab, Role.PageTabList, Role.Slider, Role.Tree,
    }
)  # fmt: skip


def faults(window: QWidget) -> list[str]:
    """Controls without a name or a role, and those that no key reaches."""
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window):
            found += _of_one(widget)
    return found


def _of_one(widget: QWidget) -> list[str]:
    told = QAccessible.queryAccessibleInterface(widget)
    if told is None:
        return []
    role, called = told.role(), told.text(QAccessible.Text.Name).strip()
    what = f"{type(widget).__name__} {widget.objectName()} {called}".strip()
    takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    found: list[str] = []
    if not called and (role in CONTROLS or (takes_keys and not _is_ground(widget))):
        found.append(f"has no name: {what}")
    if isinstance(widget, QAbstractButton) and not _is_reached(widget):
        found.append(f"no key reaches: {what}")
    return found


def _is_ground(widget: QWidget) -> bool:
    """A page that scrolls takes the keys of the wheel, and says nothing itself."""
    return isinstance(widget, QAbstractScrollArea) and not widget.objectName()


def _is_reached(button: QAbstractButton) -> bool:
    """By Tab, by arrows from a neighbour, or by the key that stands beside it."""
    if button.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(button, KeyHint):
        return True
    if isinstance(button, KeyButton) and button.key:
        return True
    group = button.group()
    return group is not None and any(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in group.buttons())
