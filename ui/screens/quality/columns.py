"""The columns of the findings and of the sample, and the sample on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from healthdesk.documents.table_pdf import Column as PaperColumn
from healthdesk.documents.table_pdf import Table
from healthdesk.domain.quality.findings import Finding
from healthdesk.services.quality import Sampled
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.tables.columns import Cell, Column

KINDS = {
    "after-death": QT_TRANSLATE_NOOP("Quality", "死亡日期之后的记录"),
    "during-admission": QT_TRANSLATE_NOOP("Quality", "住院期间的记录"),
    "overlapping": QT_TRANSLATE_NOOP("Quality", "同日两处、两人记录"),
    "identical": QT_TRANSLATE_NOOP("Quality", "测量值连续雷同"),
    "rounded": QT_TRANSLATE_NOOP("Quality", "收缩压尾数多为 0"),
    "late": QT_TRANSLATE_NOOP("Quality", "补录偏多"),
}
OUTCOMES = {
    "true": QT_TRANSLATE_NOOP("Quality", "属实"),
    "false": QT_TRANSLATE_NOOP("Quality", "不属实"),
    "not-reached": QT_TRANSLATE_NOOP("Quality", "未接通"),
}
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the people it is about; the first of them is opened with Enter."""

    finding: Finding
    names: tuple[str, ...]
    first_resident: str


def found(one: Finding, known: Mapping[str, tuple[str, str, date]]) -> Found:
    """The finding with names; `known` has resident, name and day of each record."""
    people = [known[visit] for visit in one.visits if visit in known]
    return Found(one, tuple(name for _, name, _ in people), people[0][0] if people else "")


def finding_columns() -> tuple[Column[Found], ...]:
    """What, how often, by whom, about whom."""
    return (
        Column(translate("Quality", "发现"), _kind, 220),
        Column(translate("Quality", "记录"), _many, 90, is_right=True),
        Column(translate("Quality", "占比"), _share, 80, is_right=True),
        Column(translate("Quality", "记录人"), lambda row: Cell(row.finding.staff, is_strong=True), 150),
        Column(translate("Quality", "居民"), _names, stretches=True),
    )


def sample_columns() -> tuple[Column[Sampled], ...]:
    """Whom to call about what, and what was said."""
    return (
        Column(translate("Quality", "核对结果"), _outcome, 130),
        Column(translate("Quality", "姓名"), lambda row: Cell(row.name, is_strong=True), 150),
        Column(translate("Quality", "电话"), lambda row: row.phone, 140),
        Column(translate("Quality", "服务日期"), lambda row: row.on.isoformat(), 120),
        Column(translate("Quality", "项目"), lambda row: Cell(chips=(words.programme(row.programme),)), 120),
        Column(translate("Quality", "测量值"), lambda row: words.of_form(row.values), 110, is_right=True),
        Column(translate("Quality", "记录人"), lambda row: Cell(row.doctor, tone="ink2"), 120),
        Column(translate("Quality", "说明"), lambda row: Cell(row.note, tone="ink2"), stretches=True),
    )


def sample_paper(rows: Sequence[Sampled], title: str, centre: str) -> Table:
    """The sheet to telephone with: room for what is said behind each name."""
    return Table(
        title=translate("Quality", "随机抽查电话核对表"),
        columns=(
            PaperColumn(translate("Quality", "姓名"), 1.3),
            PaperColumn(translate("Quality", "电话"), 1.6),
            PaperColumn(translate("Quality", "服务日期"), 1.3),
            PaperColumn(translate("Quality", "项目"), 1.2),
            PaperColumn(translate("Quality", "测量值"), 1.2),
            PaperColumn(translate("Quality", "记录人"), 1.2),
            PaperColumn(translate("Quality", "是否属实"), 1.2),
            PaperColumn(translate("Quality", "居民说明"), 3.0),
        ),
        rows=[
            (
                row.name,
                row.phone,
                row.on.isoformat(),
                words.programme(row.programme),
                row.values,
                row.doctor,
                outcome_words(row.outcome),
                row.note,
            )
            for row in rows
        ],
        note=title,
        footer=centre,
        is_landscape=True,
    )


def outcome_words(outcome: str) -> str:
    """属实, 不属实, 未接通, or nothing."""
    return translate("Quality", OUTCOMES[outcome]) if outcome in OUTCOMES else ""


def _kind(row: Found) -> Cell:
    return Cell(translate("Quality", KINDS[row.finding.kind.value]), icon="attention")


def _many(row: Found) -> str:
    return translate("Quality", "{n} 份").format(n=len(row.finding.visits))


def _share(row: Found) -> str:
    """Of all records of that person at the desk; empty where a share says nothing."""
    return "" if row.finding.share is None else f"{row.finding.share} %"


def _names(row: Found) -> Cell:
    shown = list(dict.fromkeys(row.names))[:MOST_NAMED]
    return Cell("、".join(shown), tone="ink2")


def _outcome(row: Sampled) -> Cell:
    icons = {"true": "fine", "false": "attention", "not-reached": "phone"}
    if row.outcome not in icons:
        return Cell(translate("Quality", "待核对"), icon="to-do", tone="ink2")
    return Cell(outcome_words(row.outcome), icon=icons[row.outcome])
