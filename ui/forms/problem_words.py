"""What is wrong with an answer, in a sentence that stands under its field."""

from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.messages import reason_words
from ui.kit.words import of_form

_DOUBTS = {
    "range": QT_TRANSLATE_NOOP("Doubt", "少见的值，常在 {limit}；没有错就按 Enter"),
    "pulse-pressure": QT_TRANSLATE_NOOP("Doubt", "脉压少见，常在 {limit}；没有错就按 Enter"),
    "changed": QT_TRANSLATE_NOOP("Doubt", "与上次的 {limit} 相差很大；没有错就按 Enter"),
    "date-order": QT_TRANSLATE_NOOP("Doubt", "早于 {limit}；没有错就按 Enter"),
    "not-applicable": QT_TRANSLATE_NOOP("Doubt", "在用药却不适用；没有错就按 Enter"),
    "risk-too-low": QT_TRANSLATE_NOOP("Doubt", "有自伤或自杀未遂，应评 {limit} 级；没有错就按 Enter"),
    "arms-differ": QT_TRANSLATE_NOOP("Doubt", "两臂相差 {limit} mmHg 及以上；没有错就按 Enter"),
    "positive": QT_TRANSLATE_NOOP("Doubt", "不是阴性（-）；没有错就按 Enter"),
    "findings": QT_TRANSLATE_NOOP("Doubt", "前面有 {limit} 处异常；确实无异常就按 Enter"),
    "check-again": QT_TRANSLATE_NOOP("Doubt", "{limit}，未确诊，宜建议复查；不必就按 Enter"),
    "off-window": QT_TRANSLATE_NOOP("Doubt", "这次访视应在 {limit}；没有错就按 Enter"),
    "late-visit": QT_TRANSLATE_NOOP("Doubt", "首次访视应不晚于 {limit}；没有错就按 Enter"),
    "weight-loss": QT_TRANSLATE_NOOP("Doubt", "比出生体重 {limit} 低得多；没有错就按 Enter"),
    "late-cord": QT_TRANSLATE_NOOP("Doubt", "出生 {limit} 天后脐带仍未脱；没有错就按 Enter"),
    "yellow-face": QT_TRANSLATE_NOOP("Doubt", "面色黄染，黄疸部位却是无；没有错就按 Enter"),
    "closed-early": QT_TRANSLATE_NOOP("Doubt", "不到 {limit} 月龄前囟已闭；没有错就按 Enter"),
    "open-late": QT_TRANSLATE_NOOP("Doubt", "过了 {limit} 月龄前囟未闭；没有错就按 Enter"),
    "parents-age": QT_TRANSLATE_NOOP("Doubt", "孩子出生时年龄不在 {limit} 岁；没有错就按 Enter"),
    "beyond-2sd": QT_TRANSLATE_NOOP("Doubt", "在同龄 ±2SD（{limit}）之外；没有错就按 Enter"),
    "beyond-3sd": QT_TRANSLATE_NOOP("Doubt", "在同龄 ±3SD（{limit}）之外；没有错就按 Enter"),
    "shorter": QT_TRANSLATE_NOOP("Doubt", "比上次的 {limit} 还短；没有错就按 Enter"),
    "head-change": QT_TRANSLATE_NOOP("Doubt", "与上次的 {limit} 相比，每月变化超过 3 cm；没有错就按 Enter"),
    "poor-vision": QT_TRANSLATE_NOOP("Doubt", "低于这个年龄的 {limit}；没有错就按 Enter"),
    "eyes-differ": QT_TRANSLATE_NOOP("Doubt", "两眼相差两行以上；没有错就按 Enter"),
    "late-report": QT_TRANSLATE_NOOP("Doubt", "发现后 1 天内（{limit}）应报告；没有错就按 Enter"),
    "onset-window": QT_TRANSLATE_NOOP("Doubt", "不在可疑疫苗的反应时限内；没有错就按 Enter"),
    "age-group": QT_TRANSLATE_NOOP("Doubt", "按年龄应选第 {limit} 类人群；没有错就按 Enter"),
    "off-the-rule": QT_TRANSLATE_NOOP("Doubt", "与按规则推算的 {limit} 相差 14 天以上；没有错就按 Enter"),
    "more-than": QT_TRANSLATE_NOOP("Doubt", "各项合计超过孕次 {limit}；没有错就按 Enter"),
    "at-least": QT_TRANSLATE_NOOP("Doubt", "孕期达到 {limit} 及以上为异常；没有错就按 Enter"),
    "gain-a-week": QT_TRANSLATE_NOOP("Doubt", "上次 {limit}，每周增重超过 0.5 kg；没有错就按 Enter"),
    "lie": QT_TRANSLATE_NOOP("Doubt", "满 {limit} 周胎位仍不是头位；没有错就按 Enter"),
    "urine": QT_TRANSLATE_NOOP("Doubt", "尿检结果应写 {limit} 之一；没有错就按 Enter"),
    "not-recovered": QT_TRANSLATE_NOOP("Doubt", "未恢复的应转诊，不结案；没有错就按 Enter"),
    "no-band": QT_TRANSLATE_NOOP("Doubt", "一年 7 次不在任何一档，按第 {limit} 档算；没有错就按 Enter"),
    "all-no": QT_TRANSLATE_NOOP("Doubt", "九种体质都是“否”，回答可能前后不一；没有错就按 Enter"),
    "unusual": QT_TRANSLATE_NOOP("Doubt", "少见的选择；没有错就按 Enter"),
    "phone": QT_TRANSLATE_NOOP("Doubt", "不像电话号码；没有错就按 Enter"),
    "age": QT_TRANSLATE_NOOP("Doubt", "年龄超过 {limit} 岁；没有错就按 Enter"),
    "same": QT_TRANSLATE_NOOP("Doubt", "与另一项相同；没有错就按 Enter"),
    "self-pay": QT_TRANSLATE_NOOP("Doubt", "全自费又有医保；没有错就按 Enter"),
    "id-born": QT_TRANSLATE_NOOP("Doubt", "与身份证号里的 {limit} 不同；没有错就按 Enter"),
    "id-sex": QT_TRANSLATE_NOOP("Doubt", "与身份证号里的性别不同；没有错就按 Enter"),
}


def problem_words(reason: str, limit: str = "") -> str:
    """A value that is refused."""
    return reason_words(reason, _range(limit))


def doubt_words(reason: str, limit: str = "") -> str:
    """A value that is possible but should be looked at again; Enter says that it is meant."""
    known = _DOUBTS.get(reason)
    if known is None:
        return translate("Doubt", "请再看一眼；没有错就按 Enter")
    return translate("Doubt", known).format(limit=_range(limit))


def _range(limit: str) -> str:
    """`80-200` as 80–200; dates keep their hyphens, words are those of the form."""
    low, dash, high = limit.partition("-")
    return f"{low}–{high}" if dash and "-" not in high else of_form(limit)
