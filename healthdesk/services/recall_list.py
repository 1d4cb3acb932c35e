"""The recall list as a table to print and rows to export; its words are resources/documents/recall.json."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from healthdesk.documents.layouts import Words, read
from healthdesk.documents.table_pdf import Column, Table
from healthdesk.services.recall import DUE, OVERDUE, RecallDose, RecallRow


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the printed list, with its share of the width."""

    key: str
    title: str
    share: float


@dataclass(frozen=True, slots=True)
class RecallWords:
    """What the list is written with; templates name their places in braces."""

    title: str
    columns: tuple[ListColumn, ...]
    export_columns: tuple[str, ...]
    sex: dict[str, str]
    states: dict[str, str]
    calls: dict[str, str]
    conditions: dict[str, str]
    other_condition: str
    short_dose: str
    dose: str
    overdue_dose: str
    conditional_dose: str
    joint: str
    note: str

    def condition(self, key: str) -> str:
        """What to do first. Why a doctor is asked is nobody's business but the family's."""
        return self.conditions.get(key, self.other_condition) if key else ""

    def of_dose(self, dose: RecallDose) -> str:
        """One dose in words: 麻腮风第 2 剂（逾期）."""
        if dose.condition:
            return self.conditional_dose.format(
                title=dose.title, number=dose.number, condition=self.condition(dose.condition)
            )
        template = self.overdue_dose if dose.is_overdue else self.dose
        return template.format(title=dose.title, number=dose.number)

    def in_short(self, row: RecallRow) -> str:
        """All doses of somebody, the late ones first: 麻腮风疫苗 2、甲肝减毒活疫苗 1."""
        ordered = sorted(row.doses, key=lambda dose: not dose.is_overdue)
        return self.joint.join(self.short_dose.format(title=one.title, number=one.number) for one in ordered)

    def of_doses(self, row: RecallRow) -> str:
        """All doses of somebody."""
        return self.joint.join(self.of_dose(dose) for dose in row.doses)

    def call(self, row: RecallRow) -> str:
        """What the last call came to."""
        return self.calls.get(row.call_result, row.call_result).format(day=row.booked_on)


@cache
def words() -> RecallWords:
    """The file, read once."""
    return read("recall", RecallWords)


def recall_table(rows: Sequence[RecallRow], today: date, after_days: int, centre: str) -> Table:
    """The list on paper, with room for the result of each call."""
    said, shared = words(), read("words", Words)
    return Table(
        title=said.title,
        columns=tuple(Column(one.title, one.share) for one in said.columns),
        rows=[[_printed(said, shared, row, today).get(one.key, "") for one in said.columns] for row in rows],
        note=said.note.format(day=today.isoformat(), count=len(rows), days=after_days),
        footer=centre,
        is_landscape=True,
    )


def _printed(said: RecallWords, shared: Words, row: RecallRow, today: date) -> dict[str, str]:
    contact = " ".join(filter(None, (row.contact, row.contact_phone)))
    return {
        "since": row.since.isoformat(),
        "name": row.name,
        "age": " ".join(filter(None, (said.sex.get(row.sex, ""), shared.age(row.born, today)))),
        "born": row.born.isoformat() if row.born else "",
        "doses": said.of_doses(row),
        "phone": row.phone,
        "contact": contact,
        "address": row.address,
        "call": said.call(row),
    }


def export_rows(rows: Iterable[RecallRow]) -> Iterator[tuple[object, ...]]:
    """One line for each dose, under `export_columns`."""
    said = words()
    for row in rows:
        for dose in row.doses:
            yield (
                row.resident_id,
                row.name,
                said.sex.get(row.sex, ""),
                row.born,
                dose.series,
                dose.title,
                dose.number,
                dose.recommended_on,
                dose.overdue_on,
                said.states[OVERDUE if dose.is_overdue else DUE],
                said.condition(dose.condition),
                row.phone,
                row.contact,
                row.contact_phone,
                row.address,
                said.call(row),
                row.called_on,
                row.booked_on,
            )
