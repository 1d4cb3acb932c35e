"""Visit: one follow-up, with the answers as one document and the form's version."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, Text, case, cast, func, text
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.domain.forms import past
from healthdesk.store.base import Json, Moment, Person, Tracked, Word
from healthdesk.store.types import Document

RESULT_IS_OPEN = "referral_result_due IS NOT NULL AND referral_result IS NULL"
"""Of the visits that refer somebody on: the hospital's result has not been written down."""


class Visit(Tracked):
    """`status` is signed, incomplete, or void (entered in error).

    `entries` keeps the origin, service time and entry time of each answer. `judgement` is what the rules
    said; `grade` is what counts, and differs from it only with `overrule_reason`. `mode` is the official
    code 1 clinic, 2 home, 3 phone. `needs_doctor` until `reviewed_by` has looked at it.
    `topic` is the sensitive topic it is about; None for an ordinary record. `written_by` is the account of
    `doctor`, who sees it whatever the topic: two people may bear one name. By `referral_result_due` somebody
    asks what became of a referral that the visit speaks of; `referral_result` is what was said.
    """

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_person", "resident_id", "visited_on"),
        Index("ix_visit_programme", "programme", "visited_on"),
        Index("ix_visit_day", "visited_on", "status"),
        Index("ix_visit_for_doctor", "visited_on", "id", sqlite_where=text("needs_doctor = 1")),
        Index("ix_visit_result_due", "referral_result_due", "id", sqlite_where=text(RESULT_IS_OPEN)),
    )

    resident_id: Mapped[Person]
    programme: Mapped[Word]
    topic: Mapped[str | None] = mapped_column(String(80))
    form_key: Mapped[Word]
    form_version: Mapped[str] = mapped_column(String(10))
    visited_on: Mapped[date]
    mode: Mapped[str | None] = mapped_column(String(1))
    status: Mapped[Word]
    answers: Mapped[Json]
    entries: Mapped[Json]
    judgement: Mapped[Json]
    grade: Mapped[str | None] = mapped_column(String(4))
    overrule_reason: Mapped[str | None]
    is_emergency: Mapped[bool] = mapped_column(default=False)
    next_due: Mapped[date | None]
    next_latest: Mapped[date | None]
    referral_result_due: Mapped[date | None]
    referral_result: Mapped[str | None]
    referral_result_on: Mapped[date | None]
    referral_result_by: Mapped[str | None] = mapped_column(String(60))
    doctor: Mapped[str] = mapped_column(String(60))
    written_by: Mapped[str | None] = mapped_column(String(36))
    signed_at: Mapped[Moment]
    is_late_entry: Mapped[bool] = mapped_column(default=False)
    needs_doctor: Mapped[bool] = mapped_column(default=False)
    reviewed_by: Mapped[str | None] = mapped_column(String(60))
    review_note: Mapped[str | None]
    amend_reason: Mapped[str | None]
    history: Mapped[list[Any]] = mapped_column(Document, default=list)

    @property
    def lane(self) -> str:
        return self.resident_id


_HISTORY = cast(Visit.history, Text)
_WAS_CORRECTED = func.length(Visit.history) > len("[]")
_FIRST_SIGNED = func.julianday(func.json_extract(_HISTORY, "$[0].signed_at"))
IN_ORDER = (
    Visit.visited_on,
    func.coalesce(case((_WAS_CORRECTED, _FIRST_SIGNED)), func.julianday(Visit.signed_at)),
)
"""A person's records, the oldest first; of one day by when each was first written, however often corrected:
the morning's pressure, corrected at night, is not the last one.
"""


def in_order(visit: Visit) -> tuple[date, datetime]:
    """`IN_ORDER` for rows in memory."""
    return visit.visited_on, past.entered_at(visit.history, visit.signed_at)
