"""Words every screen needs the same: sex, age, role, programmes, and dates as people say them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache

from healthdesk.base.calendar import age_on
from healthdesk.base.phrase import Typed, runs
from healthdesk.domain.programmes.catalogue import Programmes
from ui.kit.i18n import FORMS, QT_TRANSLATE_NOOP, translate

_SEX = {
    "1": QT_TRANSLATE_NOOP("Words", "男"),
    "male": QT_TRANSLATE_NOOP("Words", "男"),
    "M": QT_TRANSLATE_NOOP("Words", "男"),
    "2": QT_TRANSLATE_NOOP("Words", "女"),
    "female": QT_TRANSLATE_NOOP("Words", "女"),
    "F": QT_TRANSLATE_NOOP("Words", "女"),
}

_ROLES = {
    "doctor": QT_TRANSLATE_NOOP("Words", "全科医生"),
    "tcm-doctor": QT_TRANSLATE_NOOP("Words", "中医医生"),
    "nurse": QT_TRANSLATE_NOOP("Words", "公卫护士"),
    "vaccinator": QT_TRANSLATE_NOOP("Words", "预防接种"),
    "maternal-child-doctor": QT_TRANSLATE_NOOP("Words", "妇幼医生"),
    "clerk": QT_TRANSLATE_NOOP("Words", "登记员"),
    "manager": QT_TRANSLATE_NOOP("Words", "中心主任"),
    "administrator": QT_TRANSLATE_NOOP("Words", "管理员"),
    "synchroniser": QT_TRANSLATE_NOOP("Words", "同步程序"),
}

_TRAITS = {
    "id-number": QT_TRANSLATE_NOOP("Words", "身份证号相同"),
    "name": QT_TRANSLATE_NOOP("Words", "同名"),
    "name-sound": QT_TRANSLATE_NOOP("Words", "姓名同音"),
    "birth-date": QT_TRANSLATE_NOOP("Words", "同日出生"),
    "telephone": QT_TRANSLATE_NOOP("Words", "同一电话"),
    "address": QT_TRANSLATE_NOOP("Words", "同一住址"),
}

_PROGRAMMES = {
    "hypertension": QT_TRANSLATE_NOOP("Words", "高血压"),
    "diabetes": QT_TRANSLATE_NOOP("Words", "糖尿病"),
    "severe-mental-disorder": QT_TRANSLATE_NOOP("Words", "严重精神障碍"),
    "tuberculosis": QT_TRANSLATE_NOOP("Words", "肺结核"),
    "copd": QT_TRANSLATE_NOOP("Words", "慢阻肺"),
    "older-people": QT_TRANSLATE_NOOP("Words", "65+"),
    "child": QT_TRANSLATE_NOOP("Words", "0–6 岁"),
    "maternal": QT_TRANSLATE_NOOP("Words", "孕产妇"),
    "tcm": QT_TRANSLATE_NOOP("Words", "中医"),
    "immunization": QT_TRANSLATE_NOOP("Words", "接种"),
    "infectious-disease": QT_TRANSLATE_NOOP("Words", "传染病"),
    "archive": QT_TRANSLATE_NOOP("Words", "档案"),
}

_WEEKDAYS = (
    QT_TRANSLATE_NOOP("Words", "周一"),
    QT_TRANSLATE_NOOP("Words", "周二"),
    QT_TRANSLATE_NOOP("Words", "周三"),
    QT_TRANSLATE_NOOP("Words", "周四"),
    QT_TRANSLATE_NOOP("Words", "周五"),
    QT_TRANSLATE_NOOP("Words", "周六"),
    QT_TRANSLATE_NOOP("Words", "周日"),
)

_WHOLE_WEEKDAYS = (
    QT_TRANSLATE_NOOP("Words", "星期一"),
    QT_TRANSLATE_NOOP("Words", "星期二"),
    QT_TRANSLATE_NOOP("Words", "星期三"),
    QT_TRANSLATE_NOOP("Words", "星期四"),
    QT_TRANSLATE_NOOP("Words", "星期五"),
    QT_TRANSLATE_NOOP("Words", "星期六"),
    QT_TRANSLATE_NOOP("Words", "星期日"),
)

_MONTHS_COUNT_BELOW_YEARS = 7


def sex(code: str) -> str:
    """男 or 女; anything else is 不详."""
    known = _SEX.get(code)
    return translate("Words", known) if known else translate("Words", "不详")


def role(code: str) -> str:
    """The Chinese name of a role; an unknown one as it came."""
    known = _ROLES.get(code)
    return translate("Words", known) if known else code


def trait(code: str) -> str:
    """What two records have in common."""
    return translate("Words", _TRAITS[code])


def programme(key: str) -> str:
    """The short word of a programme, as on a chip, by default that of its file; an unknown one as it came."""
    known = _PROGRAMMES.get(key)
    return translate("Words", known) if known else of_form(_short_titles().get(key, key))


def of_form(text: str) -> str:
    """What a form, a rule or a code list says, in the language of the window; its paper stays Chinese.

    Also a sentence that a rule filled with values. What is known as typed by somebody stays as typed.
    """
    return "".join(one if isinstance(one, Typed) else translate(FORMS, one) for one in runs(text) if one)


def with_source(text: str, source: str) -> str:
    """What a rule says, and where it stands: `满 3 月龄可种（免疫程序 3）`."""
    return translate("Words", "{text}（{source}）").format(text=of_form(text), source=of_form(source))


def listed(parts: Iterable[str]) -> str:
    """`高血压、糖尿病`, `Hypertension, Diabetes`."""
    return translate("Words", "、").join(parts)


def clauses(parts: Iterable[str]) -> str:
    """`控制不满意，用药有改动`, `Not controlled, medicines changed`; what is empty is left out."""
    return translate("Words", "，").join(filter(None, parts))


@cache
def _short_titles() -> Mapping[str, str]:
    """Of the programmes in the files, which a centre may have added to."""
    return {one.key: one.short_title for one in Programmes.read()}


def age(born: date | None, today: date) -> str:
    """`67` for a grown person, `1岁6月` below seven, `6月龄` below one, `12天` below a month."""
    if born is None or born > today:
        return ""
    on = age_on(born, today)
    if on.years >= _MONTHS_COUNT_BELOW_YEARS:
        return str(on.years)
    if on.years:
        words = translate("Words", "{years}岁{months}月") if on.months else translate("Words", "{years}岁")
        return words.format(years=on.years, months=on.months)
    if on.months:
        return translate("Words", "{months}月龄").format(months=on.months)
    return translate("Words", "{days}天").format(days=on.days)


def sex_and_age(code: str, born: date | None, today: date) -> str:
    """`女 67`, for a list."""
    return f"{sex(code)} {age(born, today)}".strip()


def sex_and_age_long(code: str, born: date | None, today: date) -> str:
    """`女 67 岁`, for a header."""
    shown = age(born, today)
    return f"{sex(code)} {translate('Words', '{age} 岁').format(age=shown) if shown.isdecimal() else shown}"


def weekday(day: date) -> str:
    """`周一` … `周日`."""
    return translate("Words", _WEEKDAYS[day.weekday()])


def near_day(day: date, today: date) -> str:
    """`今天`, `明天`, `昨天`, `周四` within six days, `12-07` within the year, else the whole date."""
    match (day - today).days:
        case 0:
            return translate("Words", "今天")
        case 1:
            return translate("Words", "明天")
        case -1:
            return translate("Words", "昨天")
        case ahead if 1 < ahead < timedelta(weeks=1).days:
            return weekday(day)
    return f"{day:%m-%d}" if abs((day - today).days) < 330 else day.isoformat()


def overdue(days: int) -> str:
    """`逾期 12 天`."""
    return translate("Words", "逾期 {days} 天").format(days=days)


def next_due(due: date, in_time_until: date | None, today: date) -> tuple[str, bool]:
    """The day of what is due next, and whether it is late: from the day after the last one in time."""
    late = (today - max(due, in_time_until or due)).days
    return (overdue(late), True) if late > 0 else (near_day(max(due, today), today), False)


def day_title(day: date) -> str:
    """`11 月 23 日  星期一`, the title of the work desk."""
    words = translate("Words", "{month} 月 {day} 日  {name}")
    name = translate("Words", _WHOLE_WEEKDAYS[day.weekday()])
    return words.format(month=day.month, day=day.day, name=name)
