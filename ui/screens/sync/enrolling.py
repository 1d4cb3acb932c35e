"""A copy of a workstation becomes one of its own, when an administrator says that it may."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.kit.i18n import translate
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks

if TYPE_CHECKING:
    from healthdesk.desk import Desk


def enrol_again(
    desk: "Desk", tasks: Tasks, navigator: Navigator, owner: QObject, done: Callable[[], object]
) -> None:
    """Ask, and do it; nothing to do where the platform met no copy."""
    if desk.platform.state().reason != "cloned":
        navigator.say(translate("Sync", "平台没有见过与本机同样身份的工作站，不用重新登记"), "note")
        return
    text = translate(
        "Sync", "平台见过另一台同样身份的工作站。本机换一个身份接着传，先取回那一台传过的；记录都保留"
    )
    if navigator.ask.sure(
        translate("Sync", "给本机重新登记"),
        text,
        harm=translate("Sync", "重新登记"),
        keep=translate("Sync", "先不"),
    ):
        tasks.run(desk.platform.enrol_again, done=lambda _nothing: done(), owner=owner, once="enrol")
