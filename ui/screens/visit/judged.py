"""What the right pane shows, as plain values: class, reasons, dates, trend, emergency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.programmes.judgement import Judgement
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.rules import Action, Target
from healthdesk.services import signing
from healthdesk.services.settling import Overrule
from healthdesk.services.visit_sheet import VisitSheet
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.screens.visit.opening import Opened
from ui.widgets.trend_chart import Limit, Point, Series

TREND_LENGTH = 8

ACTION_WORDS = {
    Action.CONTINUE: QT_TRANSLATE_NOOP("Judged", "按期随访"),
    Action.ADJUST: QT_TRANSLATE_NOOP("Judged", "调整治疗"),
    Action.EDUCATE: QT_TRANSLATE_NOOP("Judged", "加强健康教育"),
    Action.SPECIALIST: QT_TRANSLATE_NOOP("Judged", "请专科医师指导"),
    Action.REFER: QT_TRANSLATE_NOOP("Judged", "需要转诊"),
    Action.URGENT: QT_TRANSLATE_NOOP("Judged", "立即转诊"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """One programme of the sheet: what the rules say, and what the doctor said instead."""

    sheet: VisitSheet
    judgement: Judgement
    overrule: Overrule | None = None

    @property
    def programme(self) -> Programme:
        """Whose rules these are."""
        return self.sheet.programme

    @property
    def icon(self) -> str:
        """A check, a triangle, or a dashed ring while nothing can be said."""
        if not self._has_class:
            is_calm = self.judgement.action in (None, Action.CONTINUE)
            has_more = bool(self.judgement.reasons) and not self._is_judged
            return "fine" if is_calm and not has_more else "attention"
        if self._grade is None:
            return "to-do"
        return "fine" if self._grade == self.programme.grades[0].code else "attention"

    @property
    def headline(self) -> str:
        """`2  控制不满意，第一次`, or what is missing for a class."""
        if self.judgement.outcome:
            return translate("Judged", "不评价")
        if not self._has_class:
            return self._schedule_headline
        if self._grade is None:
            return translate("Judged", "待测量")
        text = f"{self._grade}  {words.of_form(self.programme.grade_text(self._grade))}"
        row = self.judgement.consecutive_unsatisfactory
        if self.overrule or self._grade != self._counted_grade or not row:
            return text
        if row == 1:
            return translate("Judged", "{text}，第一次").format(text=text)
        return translate("Judged", "{text}，连续第 {n} 次").format(text=text, n=row)

    @property
    def remark(self) -> str:
        """Whose class it is, when it is not the rules'."""
        if self.overrule is None:
            return ""
        told = words.of_form(self.judgement.grade_text) or translate("Judged", "不评价")
        return translate("Judged", "医生改判，规则为{told}：{reason}").format(
            told=told, reason=self.overrule.reason
        )

    @property
    def source(self) -> str:
        """Where the class stands in the specification, and since when its form is used."""
        if not self.judgement.reasons:
            return ""
        source = words.of_form(self.judgement.reasons[0].source)
        since = self.sheet.filling.form.valid_from
        if not self._has_class or not since:
            return translate("Judged", "规范 {source}").format(source=source)
        return translate("Judged", "规范 {source}，{day} 起").format(source=source, day=since)

    @property
    def to_ask(self) -> tuple[str, ...]:
        """Emergency signs that what was ticked gives reason to ask for."""
        texts = {item.key: item.text for item in self.programme.emergencies}
        return tuple(words.of_form(texts[key]) for key in self.judgement.signs_to_ask if key in texts)

    @property
    def _has_class(self) -> bool:
        """Whether this form is one the rules give a class: not a first visit, not a planned check."""
        programme = self.programme
        return bool(programme.grades) and self.sheet.filling.form.key == programme.form_key

    @property
    def _counted_grade(self) -> str:
        """The class of the state that is counted from visit to visit; empty without such a state."""
        counted = self.programme.counted
        return next((one.grade for one in self.programme.findings if one.key == counted), "")

    @property
    def _is_judged(self) -> bool:
        """Whether rules without classes decide about this form (tuberculosis)."""
        return bool(self.programme.rules) and self.programme.is_visit(self.sheet.filling.form.key)

    @property
    def _schedule_headline(self) -> str:
        many = len(self.judgement.reasons)
        if self._is_judged and self.judgement.action is not None:
            return translate("Judged", ACTION_WORDS[self.judgement.action])
        if self.judgement.action is not None:
            return translate("Judged", "需要转诊")
        if many:
            return translate("Judged", "有 {n} 项要注意").format(n=many)
        return translate("Judged", "没有要注意的项目")

    @property
    def _grade(self) -> str | None:
        return self.overrule.grade if self.overrule else self.judgement.grade


def judged_blocks(
    opened: Opened, fillings: Sequence[Filling], overrules: Mapping[int, Overrule]
) -> tuple[Block, ...]:
    """What the rules say about each sheet as it stands."""
    return tuple(
        Block(sheet, sheet.judge(filling), overrules.get(at))
        for at, (sheet, filling) in enumerate(zip(opened.sheets, fillings, strict=True))
    )


def with_proposals(
    fillings: Sequence[Filling], blocks: Sequence[Block], *, is_amending: bool
) -> tuple[Filling, ...]:
    """The sheets with the class, the next date and the emergencies of the rules.

    Class and date only where nobody has written another; a signed record keeps its own.
    """
    return tuple(
        filling.propose(_proposals(filling, block.judgement, is_amending=is_amending))
        for filling, block in zip(fillings, blocks, strict=True)
    )


def _proposals(filling: Filling, judgement: Judgement, *, is_amending: bool) -> Mapping[str, Any]:
    found = signing.proposals(filling, judgement)
    return {key: found[key] for key in found if not is_amending or key == signing.EMERGENCY}


def day_words(day: date, on: date) -> str:
    """`12-07 周一`, with the year when it is another one than that of the visit."""
    shown = f"{day:%m-%d}" if day.year == on.year else day.isoformat()
    return f"{shown} {words.weekday(day)}"


def window_words(block: Block, on: date) -> str:
    """How far the next date may be moved; for a contact with a name of its own, what it is."""
    judged = block.judgement
    if title := block.programme.visit_title(judged.visit):
        return words.of_form(title)
    if judged.next_earliest is None or judged.next_latest is None:
        return ""
    if judged.next_latest == judged.next_default:
        weeks, rest = divmod((judged.next_latest - on).days, 7)
        if not rest and weeks < 9:
            return translate("Judged", "{n} 周内").format(n=weeks)
        months = (judged.next_latest.year - on.year) * 12 + judged.next_latest.month - on.month
        return translate("Judged", "{n} 个月内").format(n=months) if months else ""
    return translate("Judged", "{low} 至 {high}").format(
        low=f"{judged.next_earliest:%m-%d}", high=f"{judged.next_latest:%m-%d}"
    )


def trend_of(sheet: VisitSheet, filling: Filling) -> tuple[str, tuple[Series, ...], tuple[Limit, ...]]:
    """Title, line and limit of the first value the class depends on, with today's point at the end.

    A refused value is no point: one zero too many would press the others together.
    """
    asked = (filling.form.item(need) for need in sheet.programme.needs if filling.form.has(need))
    measured = next((item for item in asked if item.measure == item.link_id), None)
    if measured is None:
        return "", (), ()
    code = measured.link_id
    on = filling.subject.today
    limit = limit_of(sheet.programme.targets, code, sheet.person.years_on(on))
    known = {point.on: point.value for point in sheet.trend if point.code == code}
    value = filling.answers().get(code)
    is_refused = any(problem.link_id == code for problem in filling.problems())
    if isinstance(value, int | Decimal) and not is_refused:
        known[on] = Decimal(value)
    points = tuple(
        Point(day, float(value), words_of(value), is_out=limit is not None and value >= limit)
        for day, value in sorted(known.items())[-TREND_LENGTH:]
    )
    limits = (Limit(float(limit), ""),) if limit is not None else ()
    name = words.of_form(measured.text)
    return name, (Series(name, points),) if points else (), limits


def limit_of(targets: Sequence[Target], code: str, years: int | None) -> Decimal | None:
    """The value to stay below at this age."""
    for target in targets:
        old_enough = years is None or years >= target.from_years
        young_enough = target.below_years is None or years is None or years < target.below_years
        if code in target.below and old_enough and young_enough:
            return target.below[code]
    return None


def words_of(value: Decimal) -> str:
    """`146`, `6.9`: no zeros of the store behind the point."""
    return f"{value.normalize():f}"
