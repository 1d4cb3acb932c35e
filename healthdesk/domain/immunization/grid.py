"""The grid of the card: rows of vaccines, columns of ages, and which mark belongs where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.layout import CardColumn, CardRow
from healthdesk.domain.immunization.marks import Mark
from healthdesk.domain.immunization.outlook import Outlook


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the card: its title, its group, and the marks under each column."""

    title: str
    group: str
    cells: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows and columns that fit this person."""

    outlook: Outlook
    rows: tuple[CardRow, ...]
    columns: tuple[CardColumn, ...]

    @classmethod
    def of(cls, outlook: Outlook) -> "Grid":
        """Without the rows for the other sex, and without the columns only they need."""
        layout, sex = outlook.course.schedule.card, outlook.course.person.sex
        rows = tuple(row for row in layout.rows if row.sex in ("", sex))
        groups = {row.group for row in rows if row.is_shown_empty}
        return cls(
            outlook, rows, tuple(one for one in layout.columns if not one.group or one.group in groups)
        )

    def column_on(self, day: date) -> int:
        """The last column whose age is reached on `day`."""
        reached = (self.outlook.course.birthdays.day(column.age) <= day for column in self.columns)
        return max(sum(reached) - 1, 0)

    def lines(self, marks: Iterable[Mark]) -> tuple[Line, ...]:
        """Every row with its marks; rows only worth showing when something is in them are left out else."""
        cells: dict[CardRow, list[list[Mark]]] = {row: [[] for _ in self.columns] for row in self.rows}
        for mark in marks:
            if row := self._row(mark):
                cells[row][self._column(mark)].append(mark)
        return tuple(
            Line(_title(row, columns), row.group, tuple(tuple(column) for column in columns))
            for row, columns in cells.items()
            if row.is_shown_empty or any(columns)
        )

    def _row(self, mark: Mark) -> CardRow | None:
        own = [row for row in self.rows if row.group == mark.group]
        by_place = (row for row in own if mark.place.startswith(row.places))
        by_product = (row for row in own if not row.products or mark.product in row.products)
        return next(by_place, None) if mark.place else next(by_product, None)

    def _column(self, mark: Mark) -> int:
        if mark.table_age:
            return self.column_on(self.outlook.course.birthdays.day(mark.table_age))
        return self.column_on(mark.on) if mark.on else 0


def _title(row: CardRow, columns: list[list[Mark]]) -> str:
    """The row is called after the line of products the person is on."""
    products = [mark.product for marks in columns for mark in marks]
    return next((row.titles[product] for product in products if product in row.titles), row.title)
