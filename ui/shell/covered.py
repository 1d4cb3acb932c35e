"""What the keys of a screen do while a sheet covers it: nothing, and that is said."""

from collections.abc import Callable, Iterable

from ui.kit.actions import Action
from ui.kit.i18n import translate
from ui.shell.own_actions import KEYS
from ui.shell.palette import KeysOfScreen
from ui.widgets.overlay import Overlay


def lets_through(
    sheet: Overlay | None, action: Action, here: Iterable[Action], say: Callable[[str, str], None]
) -> bool:
    """Whether the action is done under this sheet; `here` are those of the screen.

    The list of keys gives way to the key that was read in it; its own key and Esc close it and do no more.
    """
    if isinstance(sheet, KeysOfScreen):
        sheet.close_sheet()
        return action.id != KEYS and action.shortcut != "Esc"
    if sheet is None or sheet.shares_keys or action.id not in {one.id for one in here}:
        return True
    say(translate("Shell", "先填完这张小窗，或按 Esc 收起"), "note")
    return False
