"""How a request of the past ended, in a word: a number alone tells nobody at a desk anything."""

from ui.kit.i18n import QT_TRANSLATE_NOOP, translate

_BY_STATUS = {
    304: QT_TRANSLATE_NOOP("Sync", "没有新的"),
    401: QT_TRANSLATE_NOOP("Sync", "不认本机"),
    403: QT_TRANSLATE_NOOP("Sync", "不许"),
    404: QT_TRANSLATE_NOOP("Sync", "那里没有"),
    409: QT_TRANSLATE_NOOP("Sync", "版本不同"),
    410: QT_TRANSLATE_NOOP("Sync", "那里没有"),
    412: QT_TRANSLATE_NOOP("Sync", "版本不同"),
    413: QT_TRANSLATE_NOOP("Sync", "太大"),
    426: QT_TRANSLATE_NOOP("Sync", "要新版程序"),
    429: QT_TRANSLATE_NOOP("Sync", "平台忙"),
    503: QT_TRANSLATE_NOOP("Sync", "平台忙"),
    507: QT_TRANSLATE_NOOP("Sync", "平台满了"),
}

_BY_OUTCOME = {
    "answered": QT_TRANSLATE_NOOP("Sync", "成功"),
    "refused": QT_TRANSLATE_NOOP("Sync", "退回"),
    "untrusted": QT_TRANSLATE_NOOP("Sync", "证书不可信"),
    "unreachable": QT_TRANSLATE_NOOP("Sync", "没有连上"),
    "not-searched-by-person": QT_TRANSLATE_NOOP("Sync", "不能逐人查"),
    "export-not-made": QT_TRANSLATE_NOOP("Sync", "没有导出"),
    "export-not-believed": QT_TRANSLATE_NOOP("Sync", "导出不可信"),
}

_UNCLEAR = QT_TRANSLATE_NOOP("Sync", "回答不清楚")


def result_words(status: int | None, outcome: str) -> str:
    """`成功`, `没有新的`, `退回`; `status` is HTTP's, None where nothing came back."""
    known = _BY_STATUS.get(status or 0) or _BY_OUTCOME.get(outcome, _UNCLEAR)
    return translate("Sync", known)
