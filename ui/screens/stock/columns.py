"""The columns of the stock: lots, needs, lines of the book, refrigerators."""

from datetime import datetime

from healthdesk.base.clock import CHINA
from healthdesk.services.refrigerators import RefrigeratorRow
from healthdesk.services.stock_rows import LotRow, MovementRow, NeedRow
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.tables.columns import Cell, Column

NARROW = 700
GREY = "ink2"

_KINDS = {
    "received": QT_TRANSLATE_NOOP("Stock", "入库"),
    "given": QT_TRANSLATE_NOOP("Stock", "接种"),
    "opened": QT_TRANSLATE_NOOP("Stock", "开瓶"),
    "unopened": QT_TRANSLATE_NOOP("Stock", "撤销开瓶"),
    "wasted": QT_TRANSLATE_NOOP("Stock", "报废"),
    "returned": QT_TRANSLATE_NOOP("Stock", "退回"),
    "counted": QT_TRANSLATE_NOOP("Stock", "盘点"),
    "moved": QT_TRANSLATE_NOOP("Stock", "移库"),
    "quarantined": QT_TRANSLATE_NOOP("Stock", "封存"),
    "released": QT_TRANSLATE_NOOP("Stock", "解除封存"),
    "recalled": QT_TRANSLATE_NOOP("Stock", "召回"),
    "reinstated": QT_TRANSLATE_NOOP("Stock", "撤销召回"),
}


def lot_columns() -> tuple[Column[LotRow], ...]:
    """What, which, until when, how many, whether it may be used."""
    return (
        Column(
            translate("Stock", "疫苗"),
            lambda row: Cell(words.of_form(row.title), is_strong=True),
            150,
            least=104,
            stays=3,
        ),
        Column(translate("Stock", "批号"), lambda row: row.number, 118, least=98, stays=2),
        Column(translate("Stock", "有效期"), expiry_cell, 244, least=116),
        Column(
            translate("Stock", "结存"),
            lambda row: Cell(str(row.on_hand), is_strong=True),
            64,
            is_right=True,
            stays=3,
        ),
        Column(translate("Stock", "状态"), state_cell, 130, least=80, stays=1),
        Column(
            translate("Stock", "厂家"), lambda row: Cell(row.manufacturer, tone=GREY), 120, stretches=True
        ),
    )


def need_columns() -> tuple[Column[NeedRow], ...]:
    """How much of each vaccine there is, how fast it goes, how long it lasts."""
    return (
        Column(
            translate("Stock", "疫苗"),
            lambda row: Cell(words.of_form(row.title), is_strong=True),
            170,
            least=104,
            stays=3,
        ),
        Column(translate("Stock", "可用"), lambda row: str(row.supply.usable), 64, is_right=True, stays=3),
        Column(translate("Stock", "近期用量"), _use_words, 140, is_right=True),
        Column(translate("Stock", "还够"), _lasting_words, 100, is_right=True, stays=2),
        Column(translate("Stock", "最低库存"), _smallest_cell, 90, is_right=True),
        Column(translate("Stock", "提示"), _order_cell, 160, stretches=True, least=96, stays=2),
    )


def book_columns() -> tuple[Column[MovementRow], ...]:
    """The stock book, a line each."""
    return (
        Column(translate("Stock", "日期"), lambda row: Cell(row.on.isoformat(), tone=GREY), 108, stays=2),
        Column(translate("Stock", "出入"), lambda row: kind_words(row.kind), 84, stays=3),
        Column(
            translate("Stock", "疫苗"),
            lambda row: Cell(words.of_form(row.title), is_strong=True),
            140,
            least=104,
            stays=3,
        ),
        Column(translate("Stock", "批号"), lambda row: row.number, 112, stays=1),
        Column(
            translate("Stock", "剂数"),
            lambda row: f"{row.doses:+d}" if row.doses else "",
            60,
            is_right=True,
            stays=3,
        ),
        Column(translate("Stock", "经手"), lambda row: Cell(row.by, tone=GREY), 84, from_width=NARROW),
        Column(translate("Stock", "说明"), _remark_cell, 160, stretches=True),
    )


def cold_columns() -> tuple[Column[RefrigeratorRow], ...]:
    """Each refrigerator today."""
    return (
        Column(
            translate("Stock", "冰箱"), lambda row: Cell(row.name, is_strong=True), 190, least=120, stays=3
        ),
        Column(translate("Stock", "规定"), lambda row: Cell(band_words(row), tone=GREY), 110),
        Column(translate("Stock", "今天"), _readings_cell, 190, least=110, stays=1),
        Column(translate("Stock", "状态"), cold_cell, 200, stretches=True, least=136, stays=3),
    )


def kind_words(kind: str) -> str:
    """What a line of the book records; an unknown one as it came."""
    return translate("Stock", _KINDS[kind]) if kind in _KINDS else kind


def expiry_cell(row: LotRow) -> Cell:
    """The last day, in words and colour when it is near or past."""
    if row.expires_on is None or row.days_left is None:
        return Cell(translate("Stock", "没有登记"), tone="ink3")
    day = row.expires_on.isoformat()
    if row.days_left < 0:
        note = translate("Stock", "已过期 {n} 天").format(n=-row.days_left)
        return Cell(day, icon="refused", tone="danger", note=note)
    if row.is_near_expiry:
        note = translate("Stock", "近效期，剩 {n} 天").format(n=row.days_left)
        return Cell(day, icon="overdue", tone="amber", note=note)
    return Cell(day)


def state_cell(row: LotRow) -> Cell:
    """Whether it may be used; never by colour alone."""
    match row.state:
        case "recalled":
            return Cell(translate("Stock", "已召回"), icon="refused", tone="danger", is_strong=True)
        case "quarantined":
            return Cell(translate("Stock", "已封存"), icon="attention", tone="amber", is_strong=True)
        case "expired":
            return Cell(translate("Stock", "已过期"), icon="refused", tone="danger")
    if row.on_hand < 0:
        return Cell(translate("Stock", "账面为负，请盘点"), icon="attention", tone="danger")
    if row.on_hand == 0:
        return Cell(translate("Stock", "已用完"), tone="ink3")
    if any(vial.is_late for vial in row.vials):
        return Cell(translate("Stock", "开瓶超时"), icon="overdue", tone="amber")
    if row.vials:
        return Cell(translate("Stock", "已开瓶"), icon="waiting")
    return Cell(translate("Stock", "可用"), icon="fine", tone="ink2")


def cold_cell(row: RefrigeratorRow) -> Cell:
    """What is to be done about it."""
    if row.last is None:
        return Cell(translate("Stock", "还没有测过温度"), icon="to-do", tone="amber")
    if row.is_alarmed:
        said = translate("Stock", "超温 {celsius} ℃").format(celsius=row.last.celsius)
        return Cell(said, icon="attention", tone="danger", is_strong=True)
    if row.is_due:
        return Cell(translate("Stock", "该测温了"), icon="due", tone="amber")
    if row.gaps:
        return Cell(
            translate("Stock", "近 7 天漏记 {n} 天").format(n=len(row.gaps)), icon="overdue", tone="amber"
        )
    return Cell(translate("Stock", "正常"), icon="fine", tone="ink2")


def band_words(row: RefrigeratorRow) -> str:
    """2–8 ℃, or −15 ℃ 以下."""
    if row.band.low is None:
        return translate("Stock", "{high} ℃ 以下").format(high=row.band.high)
    return translate("Stock", "{low}–{high} ℃").format(low=row.band.low, high=row.band.high)


def clock_words(at: datetime) -> str:
    """The time on the wall."""
    return f"{at.astimezone(CHINA):%H:%M}"


def _readings_cell(row: RefrigeratorRow) -> Cell:
    said = [f"{clock_words(one.at)} {one.celsius} ℃" for one in row.today.readings]
    return Cell("  ".join(said)) if said else Cell(translate("Stock", "还没有"), tone="ink3")


def _use_words(row: NeedRow) -> str:
    return translate("Stock", "{days} 天 {n} 剂").format(days=row.supply.days, n=row.supply.used)


def _lasting_words(row: NeedRow) -> Cell:
    if row.supply.lasts is None:
        return Cell(translate("Stock", "近期未用"), tone="ink3")
    return Cell(translate("Stock", "{n} 天").format(n=row.supply.lasts))


def _smallest_cell(row: NeedRow) -> Cell:
    return Cell(str(row.smallest) if row.smallest else "—", tone=GREY)


def _order_cell(row: NeedRow) -> Cell:
    if row.is_to_order:
        return Cell(translate("Stock", "该请领了"), icon="overdue", tone="amber", is_strong=True)
    return Cell("")


def _remark_cell(row: MovementRow) -> Cell:
    return Cell(words.clauses((row.reason, row.partner, row.document_no)), tone=GREY)
