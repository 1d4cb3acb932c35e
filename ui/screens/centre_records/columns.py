"""The columns of a register on the screen."""

from healthdesk.services.centre_rows import CentreRecordRow
from ui.kit.i18n import translate
from ui.kit.words import listed, of_form
from ui.tables.columns import Cell, Column

NARROW = 1100


def register_columns() -> tuple[Column[CentreRecordRow], ...]:
    """Number, day, what about, who, and what is unusual about it."""
    grey = "ink2"
    return (
        Column(translate("CentreRecords", "序号"), lambda row: f"{row.year}-{row.number}", 96),
        Column(translate("CentreRecords", "日期"), lambda row: Cell(row.on.isoformat(), tone=grey), 112),
        Column(translate("CentreRecords", "状态"), _state, 130),
        Column(
            translate("CentreRecords", "登记人"),
            lambda row: Cell(row.signed_by, tone=grey),
            140,
            from_width=NARROW,
        ),
        Column(
            translate("CentreRecords", "内容"),
            lambda row: Cell(of_form(row.about), is_strong=True),
            stretches=True,
        ),
    )


def _state(row: CentreRecordRow) -> Cell:
    if row.status == "void":
        return Cell(translate("CentreRecords", "已作废"), tone="ink3")
    said = []
    if row.twin is not None:
        said.append(translate("CentreRecords", "同号"))
    if row.amend_reason:
        said.append(translate("CentreRecords", "已更正"))
    if row.is_late_entry:
        said.append(translate("CentreRecords", "补录"))
    if row.is_raw:
        said.append(translate("CentreRecords", "表单版本本机不识别"))
    shown = listed(said) or translate("CentreRecords", "已签署")
    return Cell(shown, icon="attention", tone="amber") if row.twin else Cell(shown, tone="ink2")
