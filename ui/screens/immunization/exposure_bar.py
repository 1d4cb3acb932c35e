"""After an exposure to rabies: the grade it is treated as, and how much immunoglobulin for this weight."""

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from healthdesk.domain.immunization.rabies import Dosage, Treatment, dosages
from ui.kit import theme, words
from ui.kit.entry import plain
from ui.widgets.line import Line
from ui.widgets.marks import IconLine
from ui.widgets.text import label, say, set_state

if TYPE_CHECKING:
    from healthdesk.domain.immunization.schedule import Schedule

HEAVIEST_KG = 300
STRONGEST = 10_000
FIELD = 72


class ExposureBar(QFrame):
    """Hidden for everybody who was not exposed. The weight is of today and typed; nothing is assumed."""

    def __init__(self, schedule: "Schedule") -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setObjectName("card.exposure")
        self._schedule = schedule
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PAGE_MARGIN, 6, theme.PAGE_MARGIN, 6)
        column.setSpacing(2)
        self._grade = IconLine("attention", "", "ink", name="card.exposure.grade")
        self._why = label("", tone="ink2", name="card.exposure.why")
        self._why.setWordWrap(True)
        self._dose = label("", name="card.exposure.dose")
        self.weight = self._field("card.exposure.weight", self.tr("体重 kg"))
        self.serum = self._serums()
        self.strength = self._field("card.exposure.strength", self.tr("每毫升 IU"))
        column.addWidget(self._grade)
        column.addWidget(self._why)
        row = QHBoxLayout()
        row.setSpacing(8)
        around = (self.tr("体重"), self.tr("kg"), self.tr("标签"), self.tr("IU/mL"))
        self._asked = [label(text, tone="ink2") for text in around]
        before, kilograms, on_label, after = self._asked
        boxes = (before, self.weight, kilograms, self.serum, on_label, self.strength, after)
        for widget in (*boxes, self._dose):
            row.addWidget(widget)
        row.addStretch(1)
        column.addLayout(row)
        self.hide()

    def show_treatment(self, found: Treatment | None) -> None:
        """What the last exposure asks for; nothing, and the bar is gone."""
        self.setVisible(found is not None)
        if found is None:
            return
        day = found.exposure.on.isoformat()
        said = self.tr("狂犬病暴露 {day}：按 {grade} 级处理").format(day=day, grade=found.grade)
        if found.immunoglobulin_until:
            said += self.tr("，免疫球蛋白最迟 {day}").format(day=found.immunoglobulin_until)
        self._grade.show_line("attention", said, "ink")
        because = (words.with_source(one.text, one.source) for one in found.reasons)
        say(self._why, self.tr("；").join(because))
        for widget in (*self._asked, self.weight, self.serum, self.strength, self._dose):
            widget.setVisible(found.needs_immunoglobulin)
        self._count()

    def forget(self) -> None:
        """Another person: another weight, perhaps another serum."""
        self.weight.clear()
        self.serum.setCurrentIndex(0)
        self.strength.clear()
        self._count()

    def _serums(self) -> QComboBox:
        """Which kind lies on the table; nothing is chosen until somebody has looked."""
        box = QComboBox()
        box.setObjectName("card.exposure.serum")
        box.setAccessibleName(self.tr("用哪种被动免疫制剂"))
        box.addItem(self.tr("哪种制剂？"), "")
        for kind in self._schedule.rabies.immunoglobulin.kinds:
            box.addItem(words.of_form(kind.title), kind.code)
        box.currentIndexChanged.connect(lambda _at: self._take_serum())
        return box

    def _take_serum(self) -> None:
        """Another kind has another label: what was typed of the first is gone."""
        self.strength.clear()
        self._count()

    def _field(self, name: str, title: str) -> QLineEdit:
        field = Line()
        field.setObjectName(name)
        field.setAccessibleName(title)
        field.setFixedWidth(FIELD)
        field.setMaxLength(6)
        field.textEdited.connect(lambda _text: self._count())
        return field

    def _count(self) -> None:
        weight, is_wrong = _number(self.weight.text(), HEAVIEST_KG)
        strength, is_odd = _number(self.strength.text(), STRONGEST, is_broken=False)
        set_state(self.weight, "err", value=is_wrong)
        set_state(self.strength, "err", value=is_odd)
        if weight is None:
            say(self._dose, self.tr("体重看不懂") if is_wrong else self.tr("打体重算用量"))
            return
        code = str(self.serum.currentData())
        strengths = {code: int(strength)} if code and strength else {}
        found = dosages(self._schedule.rabies, weight, strengths)
        said = self.tr(" 或 ").join(self._said(one) for one in found if code in ("", one.serum.code))
        if not code and self.strength.text().strip():
            said += self.tr("；先选是哪种制剂，再算 mL")
        say(self._dose, said)

    def _said(self, one: Dosage) -> str:
        ml = self.tr("（{ml} mL）").format(ml=one.ml) if one.ml is not None else ""
        return self.tr("{kind} {iu} IU").format(kind=words.of_form(one.serum.title), iu=one.iu) + ml


def _number(text: str, most: int, *, is_broken: bool = True) -> tuple[Decimal | None, bool]:
    """What was typed, and whether something was typed that cannot be; `is_broken`: 12.5 may be."""
    typed = plain(text)
    if not typed:
        return None, False
    try:
        number = Decimal(typed)
    except InvalidOperation:
        return None, True
    fits = number.is_finite() and 1 <= number <= most and (is_broken or number == int(number))
    return (number, False) if fits else (None, True)
