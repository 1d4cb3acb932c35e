"""The result of a class list as rows for a spreadsheet; the words are in documents/school-check.json."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from healthdesk.documents.layouts import read
from healthdesk.domain.immunization.school import Lack, SchoolCheck
from healthdesk.services.school_checks import CheckedLine


@dataclass(frozen=True, slots=True)
class SchoolWords:
    """What the result is written with."""

    lacks: dict[str, str]
    results: dict[str, str]
    matches: dict[str, str]
    columns: tuple[str, ...]
    dose: str
    joint: str

    def result(self, check: SchoolCheck) -> str:
        """已完成, or 未完成."""
        return self.results["complete" if check.is_complete else "incomplete"]

    def of(self, check: SchoolCheck, lack: Lack) -> str:
        """The doses that lack in this way."""
        return self.joint.join(
            self.dose.format(title=one.title, number=one.number) for one in check.lacking if one.lack is lack
        )


@cache
def words() -> SchoolWords:
    """The file, read once."""
    return read("school-check", SchoolWords)


def class_rows(lines: Iterable[CheckedLine]) -> Iterator[tuple[object, ...]]:
    """One row for each line of the list, under `columns`."""
    said = words()
    for line in lines:
        if line.child is None:
            yield (line.line, line.name, *[""] * (len(said.columns) - 3), said.matches[line.match])
            continue
        check = line.child.check
        yield (
            line.line,
            line.name,
            said.result(check),
            *(said.of(check, lack) for lack in Lack),
            len(check.plan),
            check.plan[0].on if check.plan else "",
            "",
        )
