"""The cover page of one archive, from everything that was recorded about the resident."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from healthdesk.base.clock import Clock
from healthdesk.base.phrase import Typed, joined
from healthdesk.documents.cover_page_pdf import CoverHeader
from healthdesk.domain.access import Permission
from healthdesk.domain.codes import text_of
from healthdesk.domain.cover.page import (
    MATERNAL,
    CoverPage,
    Diagnosis,
    Evidence,
    Measured,
    Membership,
    Service,
    cover_page,
    said,
)
from healthdesk.domain.cover.rules import ServiceWords, cover_rules
from healthdesk.domain.programmes.next_service import records_of_pregnancy
from healthdesk.domain.programmes.wording import summary
from healthdesk.services import cards, first_page, following, measures, privacy, reading, residents, signing
from healthdesk.services.prefill import Sources
from healthdesk.services.schedules import Schedules
from healthdesk.store import settings
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination
from healthdesk.store.platform import Version
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit, in_order

REMOTE = "remote"
"""`Version.origin` of what another place has written."""

COLOURS = "colours"
"""The item of the screening form with what the assessing hospital gave."""


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """Whose page it is, and the page."""

    header: CoverHeader
    page: CoverPage


class CoverPages:
    """Nothing on the page is kept: it is read anew from the records each time."""

    def __init__(self, *, database: Database, sources: Sources, schedules: Schedules, clock: Clock) -> None:
        self._database = database
        self._sources = sources
        self._schedules = schedules
        self._clock = clock

    def of(self, resident_id: str) -> CoverSheet:
        """The page as the person at the desk may see it. Raises NotAllowed, NotFound."""
        self._sources.seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            row = reading.resident(session, resident_id)
            gathered = _Gathering(session, row, self._sources, self._schedules)
            page = cover_page(gathered.evidence(self._clock), tuple(gathered.services()))
            header = CoverHeader(
                name=row.name,
                sex=row.sex,
                born=row.born,
                archive_no=row.archive_no,
                org=gathered.org,
                on=self._clock.today(),
                has_conflict=cards.has_conflict(session, reading.whose(session, row.id)),
            )
            return CoverSheet(header, page)


class _Gathering:
    """The rows of one resident, read once."""

    def __init__(self, session: Session, row: Resident, sources: Sources, schedules: Schedules) -> None:
        self._session, self._row, self._sources, self._schedules = session, row, sources, schedules
        self.org = str(settings.value(session, "centre.name", "") or "")
        self._words: ServiceWords = cover_rules().services
        self._separator = cover_rules().separator
        self._whose = reading.whose(session, row.id)
        seen = [visit for visit in self._of(Visit) if privacy.sees(sources.seat, visit)]
        self._visits = sorted(seen, key=in_order)
        self._from_elsewhere = self._remote()

    def evidence(self, clock: Clock) -> Evidence:
        """What the marks and facts are built from."""
        seat, programmes = self._sources.seat, self._sources.programmes
        own = [one for one in reading.enrolments(self._session, self._row.id) if one.status == "active"]
        hidden = seat.hidden()
        return Evidence(
            today=clock.today(),
            born=self._row.born,
            form=self._sources.forms.current(residents.FORM),
            answers=first_page.shown(seat, cards.known_answers(self._session, self._row)),
            memberships=tuple(
                Membership(one.programme, programmes.by_key[one.programme].title, one.enrolled_on)
                for one in own
                if one.programme in programmes.by_key and seat.sees(one.programme)
            ),
            diagnoses=tuple(self._diagnoses()),
            reports=tuple(
                (visit.visited_on, self._disease(visit))
                for visit in self._visits
                if visit.answers.get(privacy.DISEASE_CODE)
            ),
            last=self._last_measures(),
            risk=self._risk(),
            hidden=hidden,
        )

    def services(self) -> Iterator[Service]:
        """Every signed record and every record from elsewhere, one line each."""
        words, row = self._words, self._row
        for visit in self._visits:
            yield self._visit(visit)
            yield from self._stays(visit)
        product = self._schedules.current.product_title
        for dose in self._of(Vaccination):
            place = words.elsewhere if dose.is_elsewhere else self._place(dose.id)
            yield Service(dose.given_on, words.vaccination, place, dose.injector, product(dose.vaccine))
        for referral in self._of(Referral):
            if privacy.sees(self._sources.seat, referral):
                place = self._place(referral.id)
                yield Service(
                    referral.out_date, words.referral, place, referral.doctor, Typed(referral.to_org)
                )
        opened = row.created_at.astimezone().date()
        yield Service(opened, words.archive, self._place(row.id), row.created_by, row.archive_no)

    def _of(self, noun: type[Any]) -> list[Any]:
        query = select(noun).where(noun.resident_id.in_(self._whose), noun.status != "void")
        return list(self._session.scalars(query))

    def _remote(self) -> frozenset[str]:
        """Rows whose first version another place has written."""
        first = (
            select(func.min(Version.seq))
            .where(Version.row_id.in_([*self._whose, *self._ids()]))
            .group_by(Version.row_id)
        )
        found = self._session.scalars(
            select(Version.row_id).where(Version.seq.in_(first), Version.origin == REMOTE)
        )
        return frozenset(row_id for row_id in found if row_id)

    def _ids(self) -> list[str]:
        nouns = (Visit, Vaccination, Referral)
        return [
            row_id
            for noun in nouns
            for row_id in self._session.scalars(select(noun.id).where(noun.resident_id.in_(self._whose)))
        ]

    def _place(self, row_id: str) -> str:
        return self._words.platform if row_id in self._from_elsewhere else self.org

    def _visit(self, visit: Visit) -> Service:
        programme = self._sources.programmes.by_key.get(visit.programme)
        kind = self._words.forms.get(visit.form_key, self._words.visit)
        result = self._result(visit)
        if not result and programme:
            parts = (
                programme.short_title,
                summary(programme, visit.answers),
                programme.grade_text(visit.grade),
            )
            result = " ".join(part for part in parts if part)
        if result and not signing.form_of(self._sources.forms, visit).is_known:
            result = self._words.raw.format(result=result)
        return Service(visit.visited_on, kind, self._place(visit.id), visit.doctor, result)

    def _result(self, visit: Visit) -> str:
        """The words of the items that say what came of it, where the form has such items."""
        asked = self._words.results.get(visit.form_key, ())
        if not asked:
            return ""
        form = signing.form_of(self._sources.forms, visit)
        given = [key for key in asked if form.has(key) and key in visit.answers]
        return joined(
            self._separator, (said(form.item(key), visit.answers[key], self._separator) for key in given)
        )

    def _stays(self, visit: Visit) -> Iterator[Service]:
        """Stays in hospital that a check-up has asked for."""
        for stay in visit.answers.get("admissions") or ():
            on = signing.day(stay.get("adm_in"))
            if on:
                org, reason = str(stay.get("adm_org") or ""), str(stay.get("adm_reason") or "")
                yield Service(on, self._words.admission, org or self._words.elsewhere, "", Typed(reason))

    def _diagnoses(self) -> Iterator[Diagnosis]:
        for visit in self._visits:
            for code in following.diagnoses(visit.answers):
                title = signing.form_of(self._sources.forms, visit).title
                yield Diagnosis(code, visit.visited_on, title)

    def _disease(self, visit: Visit) -> str:
        form, code = signing.form_of(self._sources.forms, visit), str(visit.answers[privacy.DISEASE_CODE])
        if not form.is_known:
            return self._words.raw.format(result=code)
        item = form.item(privacy.DISEASE_CODE)
        return text_of(item.codes, code) if item.codes else said(item, code, "")

    def _last_measures(self) -> dict[str, Measured]:
        last = measures.last(self._session, self._whose)
        return {code: Measured(_short(one.value), one.on) for code, one in last.items()}

    def _risk(self) -> str:
        """The colours a hospital gave last in this pregnancy; the program's own proposal is none."""
        own = reading.enrolments(self._session, self._row.id)
        person = reading.person(self._row, own, MATERNAL)
        past = [one for one in self._visits if one.programme == MATERNAL]
        mine = records_of_pregnancy(person, [reading.facts(one) for one in past])
        given = next((one.answers[COLOURS] for one in reversed(mine) if one.answers.get(COLOURS)), ())
        programme = self._sources.programmes.by_key.get(MATERNAL)
        texts = programme.risk.colour_texts if programme and programme.risk else {}
        return "、".join(texts.get(code.upper(), code) for code in reading.codes(given))


def _short(value: Decimal) -> Decimal:
    """The digits that were written: 63.5, not 63.5000."""
    return Decimal(f"{value.normalize():f}")
