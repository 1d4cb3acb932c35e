"""Events of a record in the words of the timeline and the tables."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from healthdesk.services.rows import EventRow
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.screens.record.timeline import Shown

_REFERRAL = {
    "draft": QT_TRANSLATE_NOOP("Event", "草稿"),
    "sent": QT_TRANSLATE_NOOP("Event", "已转出，待回音"),
    "accepted": QT_TRANSLATE_NOOP("Event", "对方已接收"),
    "refused": QT_TRANSLATE_NOOP("Event", "对方未接收"),
    "seen": QT_TRANSLATE_NOOP("Event", "已就诊"),
    "returned": QT_TRANSLATE_NOOP("Event", "已转回"),
    "closed": QT_TRANSLATE_NOOP("Event", "已结束"),
}

_ACTS = {
    "view": QT_TRANSLATE_NOOP("Event", "查看"),
    "print": QT_TRANSLATE_NOOP("Event", "打印"),
    "printed": QT_TRANSLATE_NOOP("Event", "已送打印机"),
    "unprint": QT_TRANSLATE_NOOP("Event", "记作没有印上"),
    "unmask": QT_TRANSLATE_NOOP("Event", "查看完整号码"),
    "export": QT_TRANSLATE_NOOP("Event", "导出"),
    "add": QT_TRANSLATE_NOOP("Event", "新建"),
    "change": QT_TRANSLATE_NOOP("Event", "修改"),
    "remove": QT_TRANSLATE_NOOP("Event", "删除"),
    "resolve": QT_TRANSLATE_NOOP("Event", "处理冲突"),
}

_NOUNS = {
    "Resident": QT_TRANSLATE_NOOP("Event", "健康档案"),
    "Visit": QT_TRANSLATE_NOOP("Event", "随访"),
    "Vaccination": QT_TRANSLATE_NOOP("Event", "接种记录"),
    "Booklet": QT_TRANSLATE_NOOP("Event", "接种证"),
    "Referral": QT_TRANSLATE_NOOP("Event", "转诊单"),
    "Enrolment": QT_TRANSLATE_NOOP("Event", "随访项目"),
    "Family": QT_TRANSLATE_NOOP("Event", "家庭"),
    "Paper": QT_TRANSLATE_NOOP("Event", "纸"),
    "List": QT_TRANSLATE_NOOP("Event", "名单"),
}

_FAMILY = {
    "head": QT_TRANSLATE_NOOP("Event", "户主"),
    "spouse": QT_TRANSLATE_NOOP("Event", "配偶"),
    "child": QT_TRANSLATE_NOOP("Event", "子女"),
    "parent": QT_TRANSLATE_NOOP("Event", "父母"),
    "grandchild": QT_TRANSLATE_NOOP("Event", "孙辈"),
    "grandparent": QT_TRANSLATE_NOOP("Event", "祖辈"),
    "sibling": QT_TRANSLATE_NOOP("Event", "兄弟姐妹"),
    "other": QT_TRANSLATE_NOOP("Event", "其他"),
}


def shown(event: EventRow, good: frozenset[str], product: Callable[[str], str]) -> Shown:
    """The words of one event. `good` are the class words that need no mark; `product` names a vaccine."""
    own = _shown(event, good, product)
    if not event.whence:
        return own
    title = translate("Event", "{title}（另一份档案）").format(title=own.title)
    number = translate("Event", "档案号 {number}").format(number=event.whence)
    return replace(own, title=title, remark=words.clauses((own.remark, number)))


def _shown(event: EventRow, good: frozenset[str], product: Callable[[str], str]) -> Shown:
    match event.kind:
        case "visit":
            return _visit(event, good)
        case "vaccination":
            lot = translate("Event", "批号 {lot}").format(lot=event.facts) if event.facts else ""
            return Shown(event, words.of_form(product(event.title)), lot, "")
    title = translate("Event", "转往 {place}").format(place=event.title)
    return Shown(event, title, event.facts, referral_status(event.status))


def referral_status(code: str) -> str:
    """What has become of a referral."""
    return _known(_REFERRAL, code)


def act(code: str) -> str:
    """What somebody did with a record."""
    return _known(_ACTS, code)


def noun(code: str) -> str:
    """What it was done with."""
    return _known(_NOUNS, code)


def family_role(code: str) -> str:
    """What somebody is in the household."""
    return _known(_FAMILY, code)


def _visit(event: EventRow, good: frozenset[str]) -> Shown:
    regular = translate("Event", "{programme}随访").format(programme=words.programme(event.programme))
    title = words.of_form(event.title) or regular
    facts = words.of_form(event.facts)
    if event.is_raw and facts:
        facts = translate("Event", "{facts}（表单版本本机不识别，原始值）").format(facts=facts)
    match event.status:
        case "incomplete":
            return Shown(event, title, facts, translate("Event", "快速记录，未完整"))
        case "void":
            return Shown(event, title, facts, translate("Event", "已作废"))
    is_noted = bool(event.overruled) or (bool(event.grade) and event.grade not in good)
    said = [words.of_form(event.grade)] if event.grade else []
    if event.overruled:
        said.append(translate("Event", "医生改判：{why}").format(why=event.overruled))
    if event.late_on is not None:
        said.append(translate("Event", "{day} 补录").format(day=f"{event.late_on:%m-%d}"))
    return Shown(event, title, facts, words.clauses(said), is_noted)


def _known(table: Mapping[str, str], code: str) -> str:
    found = table.get(code)
    return translate("Event", found) if found else code
