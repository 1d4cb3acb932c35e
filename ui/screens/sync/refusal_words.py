"""Why a save was refused and what to do, in the words of the form it was written on."""

from healthdesk.domain.forms.catalogue import Forms
from healthdesk.services.platform import Complaint, QueueEntry
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.screens.sync.record_words import field_words, value_words

MOST_SAID = 3
"""More complaints than these are seen when the first are mended."""

_REFUSALS = {
    "400": QT_TRANSLATE_NOOP("Sync", "平台说内容有误"),
    "401": QT_TRANSLATE_NOOP("Sync", "平台不认这台工作站"),
    "403": QT_TRANSLATE_NOOP("Sync", "平台不许本中心写这一类"),
    "404": QT_TRANSLATE_NOOP("Sync", "平台上没有它所属的居民"),
    "409": QT_TRANSLATE_NOOP("Sync", "平台上有重复的记录"),
    "412": QT_TRANSLATE_NOOP("Sync", "平台上的版本不同"),
    "413": QT_TRANSLATE_NOOP("Sync", "记录太大，平台收不下"),
    "422": QT_TRANSLATE_NOOP("Sync", "平台说内容不合规"),
    "gave-up": QT_TRANSLATE_NOOP("Sync", "试了几次平台都没收下"),
}

_REFUSED = QT_TRANSLATE_NOOP("Sync", "平台退回（{code}）")

_ISSUES = {
    "required": QT_TRANSLATE_NOOP("Sync", "平台要求必填"),
    "value": QT_TRANSLATE_NOOP("Sync", "平台不收这个值"),
    "invalid": QT_TRANSLATE_NOOP("Sync", "平台不收这个值"),
    "structure": QT_TRANSLATE_NOOP("Sync", "平台认为格式不对"),
    "code-invalid": QT_TRANSLATE_NOOP("Sync", "平台的代码表里没有这一项"),
    "invariant": QT_TRANSLATE_NOOP("Sync", "与别的项目矛盾，平台不收"),
    "business-rule": QT_TRANSLATE_NOOP("Sync", "不合平台的业务规定"),
    "too-long": QT_TRANSLATE_NOOP("Sync", "太长，平台收不下"),
    "duplicate": QT_TRANSLATE_NOOP("Sync", "平台上已经有同样的"),
    "not-found": QT_TRANSLATE_NOOP("Sync", "平台上找不到它指的记录"),
    "not-supported": QT_TRANSLATE_NOOP("Sync", "平台还不收这一项"),
    "forbidden": QT_TRANSLATE_NOOP("Sync", "平台不许写这一项"),
    "security": QT_TRANSLATE_NOOP("Sync", "平台不许写这一项"),
}
"""FHIR's words for what is wrong with an element."""

_MEND = QT_TRANSLATE_NOOP("Sync", "按 Ctrl+E 到这一项，改好存上后自动再传")
_LOOK = QT_TRANSLATE_NOOP("Sync", "按 Ctrl+E 打开这条记录核对，改好存上后自动再传")
_ADVICE = {
    "401": QT_TRANSLATE_NOOP("Sync", "请管理员在设置里重新填平台的账号"),
    "403": QT_TRANSLATE_NOOP("Sync", "请管理员向平台要写这一类的权限，拿到后再传一次"),
    "404": QT_TRANSLATE_NOOP("Sync", "等居民的档案传到平台后再传一次"),
    "409": QT_TRANSLATE_NOOP("Sync", "请先在居民里查有没有重复的档案，再传一次"),
    "413": QT_TRANSLATE_NOOP("Sync", "请告诉平台管理员放宽大小，之后再传一次"),
    "gave-up": QT_TRANSLATE_NOOP("Sync", "请过一会再传一次；还不行请告诉平台管理员"),
}


def reason_words(code: str | None, places: str | None) -> str:
    """Why the platform refused, in one sentence; the paths it named stand behind."""
    known = _REFUSALS.get(code or "")
    text = (
        translate("Sync", known) if known else translate("Sync", "平台退回（{code}）").format(code=code or "")
    )
    return f"{text}：{places}" if places else text


def refusal_words(forms: Forms, entry: QueueEntry) -> str:
    """Which questions, what stands there and what is wrong; without a known question why as such."""
    known = [one for one in entry.complaints if one.field]
    if not known:
        return reason_words(entry.code, entry.places)
    return translate("Sync", "；").join(_complaint(forms, one) for one in known[:MOST_SAID])


def waiting_words(is_refused: bool, is_torn: bool) -> str:
    """What of the same person comes first; empty for what only waits for its turn."""
    if is_refused:
        return translate("Sync", "前面有被退回的记录，改好以后接着传")
    return translate("Sync", "前面有冲突等人决定，定好以后接着传") if is_torn else ""


def advice_words(entry: QueueEntry) -> str:
    """What to do about it."""
    if any(one.field for one in entry.complaints):
        return translate("Sync", _MEND)
    return translate("Sync", _ADVICE.get(entry.code or "", _LOOK))


def _complaint(forms: Forms, one: Complaint) -> str:
    why = translate("Sync", _ISSUES.get(one.issue, _ISSUES["invalid"]))
    field = field_words(forms, one.field, one.form)
    if one.value is None:
        return translate("Sync", "「{field}」没有填：{why}").format(field=field, why=why)
    value = value_words(forms, one.field, one.value, one.form)
    return translate("Sync", "「{field}」填的是「{value}」：{why}").format(field=field, value=value, why=why)
