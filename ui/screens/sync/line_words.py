"""What the right side says of a line of the queue that is no conflict to be compared."""

from dataclasses import dataclass

from ui.kit.i18n import translate
from ui.screens.sync.picture import Kind, Line


@dataclass(frozen=True, slots=True)
class Said:
    """An icon by meaning, a title, and the sentence under it."""

    icon: str
    title: str
    text: str


def said_of(line: Line) -> Said:
    """Why it was refused, who took it out, or what it waits for."""
    match line.kind:
        case Kind.REJECTED:
            title = translate("Sync", "{name}的{record}被退回")
            text = translate("Sync", "{reason}。{advice}；不挡其他记录")
            icon = "rejected"
        case Kind.WITHDRAWN:
            title = translate("Sync", "{name}的{record}已撤下，不再上传")
            text = translate("Sync", "{who}：{reason}。本机的内容和留底都在")
            icon = "delete"
        case _:
            title = translate("Sync", "{name}的{record}在等上传")
            text = line.reason or translate("Sync", "连上平台后按改动的先后上传")
            return Said("waiting", title.format(name=line.name, record=line.record), text)
    return Said(
        icon,
        title.format(name=line.name, record=line.record),
        text.format(reason=line.reason, advice=line.advice, who=line.by),
    )


def hidden_from_here(name: str) -> Said:
    """A conflict in a record that whoever sits here is not shown."""
    title = translate("Sync", "{name}有一条不向您显示的记录有冲突").format(name=name)
    return Said("hide", title, translate("Sync", "它会一直等着；请能看这条记录的医生在这里决定"))
