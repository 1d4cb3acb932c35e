"""Register, edit, find and open residents."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select, tuple_

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.base.pages import Page
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.entries import Origin
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from healthdesk.services import cards, drafts, endings, first_page, identity, reading
from healthdesk.services.rows import ExportRow, ResidentCard, ResidentRow
from healthdesk.services.seat import Seat
from healthdesk.store import archive_numbers, search, settings
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.residents import Resident
from healthdesk.store.search import Likeness
from healthdesk.store.settings import Installation

__all__ = ["FORM", "NEEDED", "Likeness", "Residents"]

FORM = first_page.FORM
_VILLAGE = re.compile(r"\d{12}", re.ASCII)
NEEDED = ("name", "sex", "birth_date")
"""Without these nobody can be registered; all else may follow (archive-chronic/00 section 2: drafts)."""


class Residents:
    """The people of this centre and their archives' first page."""

    def __init__(self, *, database: Database, seat: Seat, forms: Forms, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._seat = seat
        self._forms = forms
        self._clock = clock
        self._ids = ids

    def start(self, prefill: Mapping[str, Any] | None = None) -> Filling:
        """A fresh sheet for somebody new, with what was typed into the search box already in it."""
        return Filling.start(
            self._forms.current(FORM), Subject(today=self._clock.today()), prefill=prefill or {}
        )

    def sheet(self, resident_id: str) -> tuple[Filling, int]:
        """The archive's first page for editing, and the row_version it was opened with.

        A past disease that the person at the desk is not shown is not on it; saving keeps it.
        """
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            row = reading.resident(session, resident_id)
            form = self._forms.get(FORM, row.form_version)
            subject = reading.subject(row, self._clock.today())
            answers = first_page.shown(self._seat, row.answers)
            return _with_foreign_codes(Filling.start(form, subject, prefill=answers)), row.row_version

    def said(self, resident_id: str) -> dict[str, Any]:
        """The answers of the first page as they are stored, also while its form cannot be read."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return first_page.shown(self._seat, reading.resident(session, resident_id).answers)

    def said_in_others(self, resident_id: str) -> dict[str, dict[str, Any]]:
        """The same of the person's other records, by the numbers of their archives."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            others = cards.others_of(session, reading.whose(session, resident_id))
            return {one.archive_no: first_page.shown(self._seat, one.answers) for one in others}

    def hides(self, resident_id: str) -> bool:
        """Whether the first page says something that the person at the desk is not shown."""
        with self._database.reading() as session:
            return first_page.hides(self._seat, reading.resident(session, resident_id).answers)

    def register(self, filling: Filling, *, village: str | None = None) -> str:
        """Open an archive; returns the new id. Raises InvalidInput with the first refused item.

        `village` is the 12-digit code of the community, by default the centre's first.
        """
        self._seat.require(Permission.REGISTER)
        if village is not None and not _VILLAGE.fullmatch(village):
            raise errors.InvalidInput("village", "format")
        resident = self._opened(filling)
        with self._database.writing("register", lane=resident.id) as session:
            identity.refuse_known(session, resident.id_no, resident.id)
            self._number(session, [resident], village)
            session.add(resident)
            drafts.discard(session, self._seat.sitter.account_id, drafts.NEW_RESIDENT, FORM)
        return resident.id

    def register_together(self, fillings: Sequence[Filling]) -> int:
        """Open an archive for each whose identity number is not here yet; returns how many those are.

        One unit of a long job: people who save meanwhile go first. Raises InvalidInput for all of them.
        """
        self._seat.require(Permission.REGISTER)
        residents = [self._opened(filling) for filling in fillings]
        with self._database.writing("register", gives_way=True) as session:
            fresh = identity.not_here(session, residents)
            self._number(session, fresh, None)
            session.add_bulk(fresh)
        return len(fresh)

    def edit(self, resident_id: str, filling: Filling, opened_version: int) -> None:
        """Save a changed first page. Raises StaleRecord when somebody else saved it meanwhile."""
        self._seat.require(Permission.REGISTER)
        answers = self._accepted(filling)
        with self._database.writing("edit", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            if row.row_version != opened_version:
                raise errors.StaleRecord("Resident", resident_id)
            identity.refuse_known(session, answers.get("id_no"), resident_id)
            row.take(first_page.kept(self._seat, filling.form, row.answers, answers))
            row.form_version = filling.form.version
            drafts.discard(session, self._seat.sitter.account_id, resident_id, FORM)

    def mark_dead(self, resident_id: str, died_on: date) -> None:
        """Close the archive by death; running programmes end. Raises InvalidInput."""
        self._seat.require(Permission.REGISTER)
        if died_on > self._clock.today():
            raise errors.InvalidInput("death_date", "future")
        with self._database.writing("edit", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            if row.born and died_on < row.born:
                raise errors.InvalidInput("death_date", "date-order")
            endings.die(session, row, died_on)

    def search(self, words: str, limit: int = 20) -> tuple[ResidentRow, ...]:
        """People that the text may mean, the likeliest first."""
        self._seat.require(Permission.VIEW_RECORD)
        hidden = self._seat.hidden()
        with self._database.reading() as session:
            return tuple(
                ResidentRow(
                    hit.id,
                    hit.name,
                    hit.sex,
                    hit.born,
                    hit.id_masked,
                    hit.archive_no,
                    hit.address or "",
                    hit.phone_masked,
                    hit.tags,
                    hit.next_due,
                    hit.status,
                    hit.in_time_until,
                    hit.last_visit_on,
                )
                for hit in search.search(
                    session, words, limit=limit, today=self._clock.today(), hidden=hidden
                )
            )

    def duplicates(self, filling: Filling) -> tuple[Likeness, ...]:
        """People already here who may be the one on the sheet."""
        with self._database.reading() as session:
            return search.duplicates(
                session,
                name=str(filling.value("name") or ""),
                born=_day(filling.value("birth_date")),
                id_no=str(filling.value("id_no") or ""),
                phone=str(filling.value("phone") or ""),
                address=str(filling.value("current_address") or ""),
            )

    def page(self, after: str | None = None, limit: int = 100) -> Page[ResidentRow]:
        """Everybody by name, fetched after a key."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Resident)
            .where(Resident.status != "deleted")
            .order_by(Resident.name, Resident.id)
            .limit(limit)
        )
        if after:
            name, _, key = after.rpartition("\n")
            query = query.where(tuple_(Resident.name, Resident.id) > (name, key))
        with self._database.reading() as session:
            rows = list(session.scalars(query))
            tags = reading.tags(session, [row.id for row in rows], self._seat.hidden())
            last = f"{rows[-1].name}\n{rows[-1].id}" if len(rows) == limit else None
            return Page(tuple(_row(row, tags.get(row.id, reading.NO_TAGS)) for row in rows), last)

    def everybody(self, *, is_unmasked: bool = False) -> tuple[ExportRow, ...]:
        """All residents for a list outside the window; unmasking is audited."""
        self._seat.require(Permission.UNMASK if is_unmasked else Permission.VIEW_RECORD)
        with self._database.writing("audit") as session:
            if is_unmasked:
                session.audit("unmask", "Resident", None, None)
            rows = session.scalars(select(Resident).order_by(Resident.name, Resident.id)).all()
            return tuple(_export(row, is_unmasked=is_unmasked) for row in rows)

    def count(self) -> int:
        """How many archives there are, closed ones included."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(Resident)) or 0

    def card(self, resident_id: str) -> ResidentCard:
        """The header of a record; opening it is audited."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.writing("audit") as session:
            session.audit("view", "Resident", resident_id, resident_id)
            return cards.card(session, resident_id, first_page.form_of(self._forms), self._seat)

    def unmask(self, resident_id: str) -> tuple[str, str]:
        """Identity number and telephone in full; who saw them is audited."""
        self._seat.require(Permission.UNMASK)
        with self._database.writing("audit") as session:
            session.audit("unmask", "Resident", resident_id, resident_id)
            row = reading.resident(session, resident_id)
            return row.id_no or "", row.phone or ""

    def _accepted(self, filling: Filling) -> dict[str, Any]:
        problems = filling.problems()
        if problems:
            raise errors.InvalidInput(problems[0].link_id, problems[0].reason)
        answers = filling.answers()
        for key in NEEDED:
            if key not in answers:
                raise errors.InvalidInput(key, "required")
        return answers

    def _opened(self, filling: Filling) -> Resident:
        answers = self._accepted(filling)
        resident = Resident(
            id=self._ids.new(),
            form_version=filling.form.version,
            status="active",
            created_at=self._clock.now(),
            created_by=self._seat.sitter.full_name,
        )
        resident.take(answers)
        return resident

    def _number(self, session: JournalSession, residents: Sequence[Resident], village: str | None) -> None:
        villages = settings.value(session, "centre.villages", [])
        village = village or (villages[0] if villages else None)
        workstation = session.scalars(select(Installation.number)).one()
        numbers = archive_numbers.take(session, village or "", workstation, len(residents))
        for resident, number in zip(residents, numbers, strict=True):
            resident.village, resident.archive_no = village, number


def _with_foreign_codes(filling: Filling) -> Filling:
    """Codes that no version of ours knows came from another system: kept as they are, never in the way."""
    for problem in filling.problems():
        value = filling.value(problem.link_id)
        if problem.reason == "option" and value is not None:
            filling = filling.answer(problem.link_id, value, Origin.ELSEWHERE)
    return filling


def _row(row: Resident, tags: reading.Tags) -> ResidentRow:
    id_masked, phone_masked = reading.masked(row)
    return ResidentRow(
        row.id,
        row.name,
        row.sex,
        row.born,
        id_masked,
        row.archive_no,
        row.address or "",
        phone_masked,
        tags.programmes,
        tags.next_due,
        row.status,
        tags.in_time_until,
    )


def _export(row: Resident, *, is_unmasked: bool) -> ExportRow:
    id_no, phone = (row.id_no or "", row.phone or "") if is_unmasked else reading.masked(row)
    return ExportRow(
        row.id, row.name, row.sex, row.born, id_no, row.archive_no, phone, row.address or "", row.status
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
