"""What the standard says about the last measurement of a child, and apart from it what the course shows."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from healthdesk.base.calendar import age_on
from healthdesk.domain import growth
from healthdesk.domain.child_growth import (
    STANDS_FROM_MONTH,
    Body,
    Indicator,
    Verdict,
    corrected,
    corrected_birth,
    nutrition,
    verdict,
)
from healthdesk.domain.growth_course import Sign, SignKind, signs
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.theme import Size
from ui.widgets.growth_chart import measured
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel, hairline
from ui.widgets.text import label

UNITS = {Indicator.WEIGHT: "kg", Indicator.LENGTH: "cm", Indicator.HEAD: "cm", Indicator.BMI: "kg/m²"}
_TITLES = {
    Indicator.WEIGHT: QT_TRANSLATE_NOOP("Growth", "体重"),
    Indicator.LENGTH: QT_TRANSLATE_NOOP("Growth", "身长"),
    Indicator.HEAD: QT_TRANSLATE_NOOP("Growth", "头围"),
    Indicator.BMI: QT_TRANSLATE_NOOP("Growth", "BMI"),
    Indicator.WEIGHT_FOR_LENGTH: QT_TRANSLATE_NOOP("Growth", "体重/身长"),
    Indicator.WEIGHT_FOR_HEIGHT: QT_TRANSLATE_NOOP("Growth", "体重/身高"),
}
_HINTS = {
    SignKind.NOT_GAINED: QT_TRANSLATE_NOOP("Growth", "体重没有增加"),
    SignKind.CROSSED_DOWN: QT_TRANSLATE_NOOP("Growth", "{name}增长变慢"),
    SignKind.CROSSED_UP: QT_TRANSLATE_NOOP("Growth", "{name}增长变快"),
    SignKind.BELOW: QT_TRANSLATE_NOOP("Growth", "{name}低于 {lines}"),
    SignKind.ABOVE: QT_TRANSLATE_NOOP("Growth", "{name}高于 {lines}"),
}


class GrowthLevels(Panel):
    """A line for each measure, the verdict on nutrition, and below it hints that are no verdict."""

    def __init__(self, name: str = "growth.levels") -> None:
        super().__init__(translate("Growth", "生长水平"), name=name)
        self._rows = QWidget()
        self._inside = QVBoxLayout(self._rows)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(4)
        self.body.addWidget(self._rows)

    def show_course(self, bodies: Sequence[Body], weeks: int | None) -> None:
        """The last of `bodies`; `weeks` at birth show a preterm child at its corrected age too."""
        while (item := self._inside.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not bodies:
            self.set_note(translate("Growth", "还没有测量"))
            return
        last = bodies[-1]
        self.set_note(words.age(last.born, last.on))
        if weeks is not None and _is_before_term(last, weeks):
            said = translate("Growth", "早产，足月前不按这个标准评价")
            self._inside.addWidget(IconLine("to-do", said, "ink2", name="growth.before-term"))
            return
        self._inside.addWidget(self._levels(last, weeks))
        self._inside.addWidget(hairline())
        self._inside.addWidget(_nutrition_line(last))
        for sign in signs(growth.tables(), bodies):
            self._inside.addWidget(hairline())
            self._inside.addWidget(_hint_line(sign, last))
            if detail := _hint_detail(sign):
                self._inside.addWidget(_wrapped(detail))

    def _levels(self, last: Body, weeks: int | None) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        older = corrected(last, weeks) if weeks is not None else None
        at = 0
        for indicator in (Indicator.WEIGHT, Indicator.LENGTH, Indicator.HEAD, last.for_size):
            found = verdict(growth.tables(), last, indicator)
            if found is None:
                continue
            then = verdict(growth.tables(), older, indicator) if older else None
            grid.addWidget(label(title_of(indicator, last), tone="ink2"), at, 0)
            grid.addWidget(label(_value(found, last), Size.STRONG), at, 1)
            grid.addWidget(label(level_words(found), Size.STRONG, name=f"growth.{indicator}"), at, 2)
            grid.addWidget(label(_detail(found, then), tone="ink3"), at + 1, 1, 1, 2)
            at += 2
        grid.setColumnStretch(1, 1)
        return made


def title_of(indicator: Indicator, body: Body) -> str:
    """体重, 身长 while the child lies and 身高 once it stands, 头围 …"""
    if indicator is Indicator.LENGTH and age_on(body.born, body.on).total_months >= STANDS_FROM_MONTH:
        return translate("Growth", "身高")
    return translate("Growth", _TITLES[indicator])


def band_words(found: Verdict) -> str:
    """`P10–25`, `低于 P3`, `高于 P97`; empty before the standard that has percentiles."""
    low, high = found.band
    if low and high:
        return f"{low}–{high.removeprefix('P')}"
    if high:
        return translate("Growth", "低于 {line}").format(line=high)
    return translate("Growth", "高于 {line}").format(line=low) if low else ""


def level_words(found: Verdict) -> str:
    """The grade of the standard of that day."""
    if found.is_out_of_range:
        return translate("Growth", "表外")
    return found.level or found.tick


def _is_before_term(last: Body, weeks: int) -> bool:
    zero = corrected_birth(last.born, weeks)
    return zero is not None and last.on < zero


def _value(found: Verdict, body: Body) -> str:
    if found.indicator in UNITS:
        return f"{measured(found.value)} {UNITS[found.indicator]}"
    return f"{measured(found.value)} / {measured(body.length)}" if body.length else ""


def _detail(found: Verdict, then: Verdict | None) -> str:
    parts = [band_words(found)]
    if found.z is not None:
        rounded = round(found.z, 1) + 0.0  # never −0.0
        parts.append(translate("Growth", "WHO Z {z}").format(z=f"{rounded:+.1f}".replace("-", "−")))
    if then is not None:
        parts.append(translate("Growth", "矫正后 {level}").format(level=level_words(then)))
    return "  ".join(part for part in parts if part)


def _nutrition_line(last: Body) -> IconLine:
    found = nutrition(growth.tables(), last)
    name = "growth.nutrition"
    if found is None:
        return IconLine("to-do", translate("Growth", "营养：体重和身长都有才评价"), "ink2", name=name)
    if found:
        return IconLine("attention", "、".join(found), "ink", Size.STRONG, name=name)
    return IconLine("fine", translate("Growth", "无低体重、生长迟缓、消瘦、超重"), "ink", name=name)


def _hint_line(sign: Sign, last: Body) -> IconLine:
    said = translate("Growth", _HINTS[sign.kind]).format(
        name=title_of(sign.indicator, last), lines="、".join(sign.lines)
    )
    is_up = sign.kind in (SignKind.CROSSED_UP, SignKind.ABOVE)
    text = translate("Growth", "提示：{said}").format(said=said)
    return IconLine("rising" if is_up else "falling", text, "ink", Size.STRONG)


def _hint_detail(sign: Sign) -> str:
    if sign.since is None:
        return ""
    if sign.kind is SignKind.NOT_GAINED:
        return translate("Growth", "上次 {date} 为 {value} kg").format(
            date=sign.since.on.isoformat(), value=measured(sign.since.weight or Decimal(0))
        )
    return translate("Growth", "{age}后跨过 {lines}").format(
        age=words.age(sign.since.born, sign.since.on), lines="、".join(sign.lines)
    )


def _wrapped(text: str) -> QLabel:
    made = label(text, tone="ink2")
    made.setWordWrap(True)
    return made
