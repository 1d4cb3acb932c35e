"""What can be done from everywhere: the keys of the shell itself."""

from collections.abc import Iterable
from functools import partial

from ui.kit.actions import Action
from ui.kit.i18n import translate
from ui.kit.places import Place
from ui.shell.needs import ShellKeys

KEYS = "shell.keys"


def own_actions(shell: ShellKeys, places: Iterable[Place]) -> tuple[Action, ...]:
    """In the order of the palette; the places a person may open are among them."""
    go = [
        Action(
            f"go.{one.id}",
            translate("Shell", "去：{place}").format(place=one.words),
            partial(shell.open, one.id),
            one.icon,
            one.shortcut,
        )
        for one in places
        if one.position
    ]
    return (
        Action("shell.find", translate("Shell", "查找居民"), shell.begin_search, "search", "F3"),
        Action("shell.register", translate("Shell", "登记居民"), shell.register, "register", "Ctrl+N"),
        *go,
        Action("shell.next", translate("Shell", "下一件要做的事"), shell.offer_next, "write", "F2"),
        Action("shell.back", translate("Shell", "返回上一处"), shell.back, "back", "Alt+Left"),
        Action("shell.palette", translate("Shell", "所有命令"), shell.open_palette, "command", "Ctrl+K"),
        Action(
            "shell.blank",
            translate("Shell", "打印空白表"),
            shell.blank_forms.offer,
            "print",
            "Ctrl+Shift+P",
        ),
        Action("shell.queue", translate("Shell", "没有打完的纸"), shell.paper.offer_queue, "print"),
        Action(KEYS, translate("Shell", "本屏按键"), shell.show_keys, "keyboard", "F1"),
        Action("shell.guide", translate("Shell", "五分钟导览"), shell.show_guide, "note"),
        Action("shell.lock", translate("Shell", "锁定，换人"), shell.want_lock, "encrypted", "Ctrl+L"),
        Action("shell.password", translate("Shell", "改密码、PIN、胸卡"), shell.open_own_settings, "key"),
        Action("shell.leave", translate("Shell", "退出登录"), shell.want_leave, "log-out"),
    )
