"""The red block: what was measured, the rule, what to do, and the referral one key away."""

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ui.kit import theme, words
from ui.kit.theme import Size
from ui.screens.visit.judged import Block
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconMark
from ui.widgets.text import label, say


class EmergencyBlock(QFrame):
    """Shown first in the pane as soon as a value or a sign is an emergency. Nothing else turns red."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("visit.emergency")
        self._title = label(self.tr("紧急，须立即转诊"), Size.TITLE, "on_danger")
        self._facts = label("", tone="on_danger")
        self._steps = label("", tone="on_danger")
        self._source = label("", tone="on_danger")
        for part in (self._facts, self._steps, self._source):
            part.setWordWrap(True)
        self.refer = KeyButton(
            self.tr("转诊单已填好"), key="Ctrl+R", icon="referral", name="visit.emergency.refer"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconMark("emergency", "on_danger", 20))
        head.addWidget(self._title, 1)
        column.addLayout(head)
        column.addWidget(self._facts)
        column.addWidget(self._steps)
        foot = QHBoxLayout()
        foot.addWidget(self.refer)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addWidget(self._source)
        self.hide()

    def show_blocks(self, blocks: Sequence[Block], *, may_refer: bool) -> None:
        """The emergencies among the judgements; away when there are none."""
        red = [block for block in blocks if block.judgement.is_emergency]
        self.setVisible(bool(red))
        if not red:
            return
        signs = dict.fromkeys(sign for block in red for sign in block.judgement.emergency_signs)
        steps = merged([block.judgement.emergency_steps for block in red])
        sources = dict.fromkeys(block.programme.emergency_source for block in red)
        has_findings = bool(red[0].judgement.findings)
        first = red[0].judgement.reasons[0].text if has_findings and red[0].judgement.reasons else ""
        told = words.of_form(first), words.listed(map(words.of_form, signs))
        facts = "\n".join(part for part in told if part)
        say(self._facts, facts)
        say(self._steps, "\n".join(f"{at}. {words.of_form(step)}" for at, step in enumerate(steps, 1)))
        say(self._source, self.tr("规范 {source}").format(source=words.listed(map(words.of_form, sources))))
        self.setAccessibleName(f"{self._title.text()} {facts}")
        self.refer.setVisible(may_refer)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  one plate
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens().colour("danger"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_PANEL, theme.RADIUS_PANEL)


def merged(steps: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The steps of several programmes in one order: all first ones, then all second ones, each said once."""
    rounds = (step for at in zip_longest(*steps) for step in at if step)
    return tuple(dict.fromkeys(rounds))
