"""Resident: a person whose archive this centre keeps."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.store.base import Json, Moment, Tracked, Word
from healthdesk.store.types import Document


class Resident(Tracked):
    """One archive. `answers` is the form 个人基本信息表; the other columns are read from it.

    `sex` is the official code (1 male, 2 female, 0, 9). `status` is active, moved, dead or merged.

    One person who was registered twice has two rows: the merged one names in `joined_to` the one that counts,
    which names it in `joined_from`. `status_before` is what the merged one goes back to. `distinct_from`
    holds the ids of records that look alike and are another person, as somebody has said who looked.
    """

    __tablename__ = "resident"
    __table_args__ = (
        Index("ix_resident_name_id", "name", "id"),
        Index("ix_resident_born", "born", "status", "id"),
        Index("ix_resident_id_no", "id_no"),
        Index("ix_resident_archive_no", "archive_no"),
        Index("ix_resident_status", "status", "id"),
    )

    archive_no: Mapped[str] = mapped_column(String(20))
    archive_no_alias: Mapped[str | None] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    sex: Mapped[str] = mapped_column(String(1))
    born: Mapped[date | None]
    id_type: Mapped[str] = mapped_column(String(2), default="01")
    id_no: Mapped[str | None] = mapped_column(String(18))
    phone: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None]
    village: Mapped[str | None] = mapped_column(String(12))
    family_id: Mapped[str | None] = mapped_column(String(36), index=True)
    family_role: Mapped[str | None] = mapped_column(String(10))
    responsible_doctor: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[Word] = mapped_column(default="active")
    died_on: Mapped[date | None]
    form_version: Mapped[str] = mapped_column(String(10))
    answers: Mapped[Json]
    created_at: Mapped[Moment]
    created_by: Mapped[str] = mapped_column(String(60))
    joined_to: Mapped[str | None] = mapped_column(String(64))
    joined_from: Mapped[list[Any] | None] = mapped_column(Document)
    status_before: Mapped[Word | None]
    distinct_from: Mapped[list[Any] | None] = mapped_column(Document)

    @property
    def lane(self) -> str:
        return self.id

    def take(self, answers: Mapping[str, Any]) -> None:
        """Store `answers` (link id to value) and the columns that are read from them."""
        born = answers.get("birth_date")
        self.answers = dict(answers)
        self.name = str(answers["name"])
        self.sex = str(answers.get("sex", "0"))
        self.born = date.fromisoformat(born) if born else None
        self.id_type = str(answers.get("id_type") or "01")
        self.id_no = answers.get("id_no") or None
        self.phone = answers.get("phone") or None
        self.address = answers.get("current_address") or None
