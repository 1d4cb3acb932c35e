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
from ui.widgets.text import label, say

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


LINES = 4
"""Weight, length, head, and weight for size."""


class GrowthLevels(Panel):
    """A line for each measure, the verdict on nutrition, and below it hints that are no verdict.

    The lines are built once and say something else at every key; hints are made when they change.
    """

    def __init__(self, name: str = "growth.levels") -> None:
        super().__init__(translate("Growth", "生长水平"), name=name)
        said = translate("Growth", "早产，足月前不按这个标准评价")
        self._before_term = IconLine("to-do", said, "ink2", name="growth.before-term")
        self._judged = QWidget()
        column = QVBoxLayout(self._judged)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        self._lines = [_Line(grid, 2 * at) for at in range(LINES)]
        self._nutrition = IconLine(name="growth.nutrition")
        self._hints = QVBoxLayout()
        self._hints.setSpacing(4)
        self._signs: tuple[Sign, ...] = ()
        for widget in (rows, hairline(), self._nutrition):
            column.addWidget(widget)
        column.addLayout(self._hints)
        self.body.addWidget(self._before_term)
        self.body.addWidget(self._judged)
        self._before_term.hide()
        self._judged.hide()

    def show_course(self, bodies: Sequence[Body], weeks: int | None) -> None:
        """The last of `bodies`; `weeks` at birth show a preterm child at its corrected age too."""
        last = bodies[-1] if bodies else None
        is_before_term = last is not None and weeks is not None and _is_before_term(last, weeks)
        self._before_term.setVisible(is_before_term)
        self._judged.setVisible(last is not None and not is_before_term)
        if last is None:
            self.set_note(translate("Growth", "还没有测量"))
            return
        self.set_note(words.age(last.born, last.on))
        if not is_before_term:
            self._show_levels(last, corrected(last, weeks) if weeks is not None else None)
            self._nutrition.show_line(*_nutrition_words(last))
            self._show_hints(signs(growth.tables(), bodies), last)

    def _show_levels(self, last: Body, older: Body | None) -> None:
        tables = growth.tables()
        indicators = (Indicator.WEIGHT, Indicator.LENGTH, Indicator.HEAD, last.for_size)
        for line, indicator in zip(self._lines, indicators, strict=True):
            found = verdict(tables, last, indicator)
            line.show_verdict(found, verdict(tables, older, indicator) if older and found else None, last)

    def _show_hints(self, found: tuple[Sign, ...], last: Body) -> None:
        if found == self._signs:
            return
        self._signs = found
        while (item := self._hints.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for sign in found:
            self._hints.addWidget(hairline())
            self._hints.addWidget(_hint_line(sign, last))
            if detail := _hint_detail(sign):
                self._hints.addWidget(_wrapped(detail))


class _Line:
    """One measure in two rows of the grid: its name, value and level, and below them where it lies."""

    def __init__(self, grid: QGridLayout, at: int) -> None:
        self._title, self._value = label("", tone="ink2"), label("", Size.STRONG)
        self._level, self._detail = label("", Size.STRONG), label("", tone="ink3")
        grid.addWidget(self._title, at, 0)
        grid.addWidget(self._value, at, 1)
        grid.addWidget(self._level, at, 2)
        grid.addWidget(self._detail, at + 1, 1, 1, 2)

    def show_verdict(self, found: Verdict | None, then: Verdict | None, last: Body) -> None:
        """What the standard says; nothing is shown of what was not measured."""
        for part in (self._title, self._value, self._level, self._detail):
            part.setVisible(found is not None)
        if found is None:
            return
        self._level.setObjectName(f"growth.{found.indicator}")
        say(self._title, title_of(found.indicator, last))
        say(self._value, _value(found, last))
        say(self._level, level_words(found))
        say(self._detail, _detail(found, then))


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
    return words.of_form(found.level or found.tick)


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


def _nutrition_words(last: Body) -> tuple[str, str, str]:
    """Icon, words and tone."""
    found = nutrition(growth.tables(), last)
    if found is None:
        return "to-do", translate("Growth", "营养：体重和身长都有才评价"), "ink2"
    if found:
        return "attention", words.listed(map(words.of_form, found)), "ink"
    return "fine", translate("Growth", "无低体重、生长迟缓、消瘦、超重"), "ink"


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
