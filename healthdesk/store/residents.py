"""Resident: a person whose archive this centre keeps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import BindParameter, Index, String, bindparam, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from healthdesk.store.base import Json, Moment, Tracked, Word
from healthdesk.store.types import Document

_PEOPLE_A_QUERY = 500


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
        Index("ix_resident_joined_to", "joined_to", sqlite_where=text("joined_to IS NOT NULL")),
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


def records_of(session: Session, resident_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each resident the ids of all records of the same person, its own first; one id for most people.

    What counts of a person counts whichever record it stands in. A platform may say so at one of two records
    only, so both directions are looked at.
    """
    asked = list(dict.fromkeys(resident_ids))
    joined: dict[str, set[str]] = defaultdict(set)
    waiting, seen = set(asked), set(asked)
    while waiting:
        for some in _some_at_a_time(waiting):
            for id_, other in _links(session, some):
                joined[id_].add(other)
                joined[other].add(id_)
        waiting = {id_ for one in waiting for id_ in joined.get(one, ())} - seen
        seen |= waiting
    return {id_: _reached(joined, id_) if id_ in joined else (id_,) for id_ in asked}


_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_LINKS = select(Resident.id, Resident.joined_to, Resident.joined_from).where(
    or_(Resident.id.in_(_IDS), Resident.joined_to.in_(_IDS)),
    or_(Resident.joined_to.is_not(None), Resident.joined_from.is_not(None)),
)
"""Made once: every save asks it several times, and to build it takes longer than to answer it."""


def _links(session: Session, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    for id_, to, others in session.execute(_LINKS, {"ids": ids}):
        yield from ((id_, str(other)) for other in (to, *(others or ())) if other)


def people_of(session: Session, resident_ids: Iterable[str]) -> dict[str, list[str]]:
    """By record, those of these people whose it is: the other way round, for rows of a page of people."""
    found: dict[str, list[str]] = defaultdict(list)
    for person_id, own in records_of(session, resident_ids).items():
        for id_ in own:
            found[id_].append(person_id)
    return found


def _reached(joined: Mapping[str, set[str]], id_: str) -> tuple[str, ...]:
    found, at = [id_], 0
    while at < len(found):
        found += sorted(joined.get(found[at], set()).difference(found))
        at += 1
    return tuple(found)


def _some_at_a_time(ids: Iterable[str]) -> Iterator[list[str]]:
    left = iter(list(ids))
    while some := list(islice(left, _PEOPLE_A_QUERY)):
        yield some
