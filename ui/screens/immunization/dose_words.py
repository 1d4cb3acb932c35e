"""What the facts of a dose are called where one of them is refused."""

from healthdesk.base import errors
from ui.kit import messages
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate

_FIELDS = {
    "date": QT_TRANSLATE_NOOP("Dose", "接种日期"),
    "vaccine": QT_TRANSLATE_NOOP("Dose", "疫苗"),
    "lot": QT_TRANSLATE_NOOP("Dose", "批号"),
    "expires_on": QT_TRANSLATE_NOOP("Dose", "有效期"),
    "trace_code": QT_TRANSLATE_NOOP("Dose", "追溯码"),
    "manufacturer": QT_TRANSLATE_NOOP("Dose", "厂家"),
    "site": QT_TRANSLATE_NOOP("Dose", "部位"),
    "injector": QT_TRANSLATE_NOOP("Dose", "接种者"),
    "place": QT_TRANSLATE_NOOP("Dose", "在哪里打的"),
    "dose": QT_TRANSLATE_NOOP("Dose", "这一剂"),
    "change": QT_TRANSLATE_NOOP("Dose", "要改的内容"),
    "birth_date": QT_TRANSLATE_NOOP("Dose", "出生日期"),
    "resident": QT_TRANSLATE_NOOP("Dose", "健康档案"),
}

TWICE = ("date", "already-there")


def refusal(error: Exception) -> str:
    """Why a dose was not written down, by the name that the refused field has on the screen."""
    if not isinstance(error, errors.InvalidInput) or error.field not in _FIELDS:
        return str(messages.message(error))
    why = messages.reason_words(error.reason)
    if (error.field, error.reason) == TWICE:
        why = translate("Dose", "这一天已经有同一种疫苗，请核对；记重了的先作废")
    return translate("Dose", "{field}：{why}").format(field=translate("Dose", _FIELDS[error.field]), why=why)
