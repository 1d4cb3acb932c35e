"""How the platform was found to behave, and what follows from it: for every mode a sentence."""

from ui.kit.i18n import QT_TRANSLATE_NOOP, translate

MODES = {
    "full": QT_TRANSLATE_NOOP(
        "Sync", "平台整笔保存，也拒绝旧版本：每次保存恰好传一次，不会重复，不会盖掉别人的改动"
    ),
    "guarded": QT_TRANSLATE_NOOP(
        "Sync", "平台不能整笔保存或不拒绝旧版本：逐条上传，写前先读、写后核对；两处同时改的会报冲突，请人决定"
    ),
    "append-only": QT_TRANSLATE_NOOP(
        "Sync", "平台不留历史版本：只新增、不改动，更正另存为新记录，居民信息的改动作为申请交平台办"
    ),
    "server-ids": QT_TRANSLATE_NOOP(
        "Sync", "平台自己编号：本机记下编号对照，每条先查平台有没有再传，上传会慢一些"
    ),
    "unsafe": QT_TRANSLATE_NOOP("Sync", "平台不让本机新建记录：什么也没有传，请告诉平台管理员"),
    "unknown": QT_TRANSLATE_NOOP("Sync", "还没有试过平台的能力；第一次同步时自动试"),
}


LACKS_PROVENANCE = QT_TRANSLATE_NOOP(
    "Sync", "平台不收签名记录（Provenance）：谁在何时保存，改用一条 Basic 标记，照样不重不漏"
)


def mode_words(mode: str, *, lacks_provenance: bool = False) -> str:
    """The sentence, and one for a missing signature; what a newer program alone knows is named as it came."""
    known = MODES.get(mode)
    said = [translate("Sync", known) if known else mode]
    if lacks_provenance and mode != "unsafe":
        said.append(translate("Sync", LACKS_PROVENANCE))
    return "\n".join(said)
