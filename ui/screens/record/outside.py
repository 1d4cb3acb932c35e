"""What hospitals and the platform say of a person: to be read, never to be changed here."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from healthdesk.services.rows import OutsideRow
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.theme import Size
from ui.widgets.marks import IconMark
from ui.widgets.panel import Panel
from ui.widgets.text import label

_KINDS: Mapping[str, tuple[str, str, str]] = {
    "allergy": (QT_TRANSLATE_NOOP("Outside", "过敏"), "attention", "danger"),
    "condition": (QT_TRANSLATE_NOOP("Outside", "诊断"), "check-up", "ink2"),
    "medication": (QT_TRANSLATE_NOOP("Outside", "用药"), "medicine", "ink2"),
}


def outside_panel(rows: Sequence[OutsideRow]) -> Panel:
    """Each with what it is, who said it and when."""
    panel = Panel(translate("Outside", "外院/平台记载"), str(len(rows)), name="record.outside")
    panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    for row in rows:
        panel.body.addWidget(_line(row))
    note = label(translate("Outside", "只供参考，本中心不能改"), tone="ink2")
    panel.body.addWidget(note)
    return panel


def _line(row: OutsideRow) -> QWidget:
    kind, icon, tone = _KINDS.get(row.kind, (row.kind, "note", "ink2"))
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(8)
    across.addWidget(IconMark(icon, tone))
    both = QVBoxLayout()
    both.setSpacing(0)
    title = label(f"{translate('Outside', kind)}  {row.text}", Size.STRONG)
    title.setWordWrap(True)
    title.setToolTip(row.text)
    both.addWidget(title)
    by = row.said_by or translate("Outside", "外院/平台")
    on = row.said_on.isoformat() if row.said_on else translate("Outside", "日期未写明")
    source = label(f"{by}  {on}", tone="ink2")
    source.setWordWrap(True)
    both.addWidget(source)
    across.addLayout(both, 1)
    return made
