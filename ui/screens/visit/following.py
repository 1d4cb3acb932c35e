"""Who comes next after this follow-up."""

from datetime import date
from typing import TYPE_CHECKING

from ui.kit import words
from ui.widgets.next_person import Candidate

if TYPE_CHECKING:
    from healthdesk.desk import Desk

MOST_OFFERED = 50


def due_candidates(desk: "Desk", here: str, today: date) -> list[Candidate]:
    """The due people in the order of the list, each once, without the one who is here."""
    found: dict[str, Candidate] = {}
    for row in desk.worklist.due(limit=2 * MOST_OFFERED, is_follow_up=True).rows:
        if row.resident_id == here or row.resident_id in found:
            continue
        due = words.overdue(row.late_days) if row.late_days else words.near_day(row.due_on, today)
        found[row.resident_id] = Candidate(
            row.resident_id,
            row.programme,
            row.name,
            words.sex_and_age_long(row.sex, row.born, today),
            row.phone_masked[-4:].strip("*"),
            f"{words.programme(row.programme)} {due}",
            row.late_days > 0,
            row.address,
        )
    return list(found.values())[:MOST_OFFERED]
