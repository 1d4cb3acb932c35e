"""A signed referral put right: why, by whom, what it said before. The corrected sheet is sent again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.forms import past as past_sheets
from healthdesk.domain.forms.answers import Answer, normalise
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form, Item
from healthdesk.domain.forms.filling import Filling, Origin
from healthdesk.domain.referral_course import CORRECTABLE, RESULT_DAYS
from healthdesk.services import drafts, privacy, reading, referral_sheets, signing
from healthdesk.services.prefill import Sources
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident


@dataclass(frozen=True, slots=True)
class Change:
    """What one question said before a correction, and after it; None for nothing."""

    item: Item
    before: Answer | None
    after: Answer | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction of a sheet: when and by whom it was signed, why, and what it changed."""

    at: datetime
    by: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A signed sheet open to be corrected; `version` is the row_version that was looked at.

    `reason` is what the draft of this correction gives, if one was left. `is_overtaken`: the sheet was
    corrected elsewhere since; what the draft held stands beside, and nothing of it counts unless typed again.
    """

    filling: Filling
    version: int
    reason: str = ""
    is_overtaken: bool = False


class ReferralCorrections:
    """Corrects signed referrals, as visits are corrected: nothing that was signed is lost."""

    def __init__(self, *, database: Database, sources: Sources, clock: Clock) -> None:
        self._database = database
        self._sources = sources
        self._seat = sources.seat
        self._clock = clock

    def open(self, referral_id: str) -> Correction:
        """The sheet as it stands, or the correction of it that was left. Audited as a view.

        Raises InvalidInput when the hospital has said its last word, NotAllowed, NotFound.
        """
        self._seat.require(Permission.REFER)
        today = self._clock.today()
        with self._database.writing("audit") as session:
            referral = referral_sheets.found(session, self._seat, referral_id)
            _require_open(referral)
            session.audit("view", "Referral", referral_id, referral.resident_id)
            row = reading.resident(session, referral.resident_id)
            form = self._sources.forms.get(referral_sheets.FORM, referral.form_version)
            subject = replace(reading.subject(row, referral.out_date), latest=today)
            draft = drafts.left(session, self._seat.sitter.account_id, referral_id, form.key)
        known = normalise(form, referral.answers)
        signed = Filling.start(form, subject, prefill={k: v for k, v in known.items() if form.has(k)})
        signed = _of_today(signed, row).answer("signed_on", today.isoformat(), Origin.FILLED)
        if draft is None:
            return Correction(signed, referral.row_version)
        begun = _of_today(Filling.restore(form, subject, draft.document), row)
        is_overtaken = draft.opened_version != referral.row_version
        beside = replace(signed, last=begun.answers())
        reason = str(draft.document.get("reason", ""))
        return Correction(beside if is_overtaken else begun, referral.row_version, reason, is_overtaken)

    def amend(self, referral_id: str, filling: Filling, reason: str, *, opened_version: int) -> None:
        """Sign the corrected sheet; the old one stays in its history, its number is kept.

        Raises StaleRecord when it was corrected meanwhile, at another desk or on the platform; InvalidInput,
        NotAllowed, NotFound.
        """
        self._seat.require(Permission.REFER)
        if not reason.strip():
            raise errors.InvalidInput("amend_reason", "required")
        signing.require_signable(filling, is_incomplete=False)
        answers = dict(filling.answers())
        out = signing.day(answers.get("out_date")) or self._clock.today()
        if out > self._clock.today():
            raise errors.InvalidInput("out_date", "future")
        with self._database.writing("amend") as session:
            referral = referral_sheets.found(session, self._seat, referral_id)
            _require_open(referral)
            if referral.row_version != opened_version:
                raise errors.StaleRecord("Referral", referral_id)
            row = reading.resident(session, referral.resident_id)
            referral_sheets.require_the_same_person(answers, row)
            referral.history = [*referral.history, _past(referral, self._seat.sitter.full_name)]
            self._write(referral, answers, row)
            if referral.status == "sent" and out != referral.out_date:
                referral.result_due_on = out + timedelta(days=RESULT_DAYS)
            referral.out_date, referral.amend_reason = out, reason.strip()
            drafts.discard(session, self._seat.sitter.account_id, referral_id, filling.form.key)

    def _write(self, referral: Referral, answers: Mapping[str, Any], row: Resident) -> None:
        """What the sheet said before stays in its history, and so does what it was sensitive for."""
        was = (referral.topic or "").split()
        referral.topic = privacy.joined([*was, *referral_sheets.named(self._sources, row, answers)])
        form = self._sources.forms.get(referral_sheets.FORM, referral.form_version)
        foreign = {key: value for key, value in referral.answers.items() if not form.has(key)}
        referral.answers = {**foreign, **answers}
        referral.to_org, referral.to_dept = str(answers["to_org"]), answers.get("to_dept")
        # As with a visit, the paper goes on naming who referred; who corrected it is in the history.
        referral.written_by, referral.signed_at = self._seat.sitter.account_id, self._clock.now()


def corrections(forms: Forms, referral: Referral) -> tuple[Corrected, ...]:
    """What was corrected since it was first signed, the newest first, as far as it can be read."""
    form = forms.known(referral_sheets.FORM, referral.form_version) or forms.current(referral_sheets.FORM)
    after, found = normalise(form, referral.answers), []
    reason, at = referral.amend_reason, referral.signed_at
    for past in reversed(tuple(past_sheets.read(referral.history))):
        before = normalise(form, past.answers)
        found.append(Corrected(at, past.replaced_by, reason or "", _changes(form, before, after)))
        after, reason, at = before, past.reason, past.signed_at
    return tuple(found)


def unsigned(session: JournalSession, sources: Sources, referral: Referral) -> Corrected | None:
    """The correction that whoever sits here had begun when the hospital said its last word; else None.

    It cannot be signed any more. What it would have changed is shown, so that it can be told there.
    """
    if referral.status in CORRECTABLE:
        return None
    form = sources.forms.known(referral_sheets.FORM, referral.form_version)
    form = form or sources.forms.current(referral_sheets.FORM)
    draft = drafts.left(session, sources.seat.sitter.account_id, referral.id, form.key)
    if draft is None:
        return None
    row = reading.resident(session, referral.resident_id)
    begun = Filling.restore(form, reading.subject(row, referral.out_date), draft.document)
    signed = normalise(form, referral.answers)
    written = {key: value for key, value in begun.answers().items() if _is_written(begun, key)}
    reason, changes = str(draft.document.get("reason", "")), _changes(form, signed, {**signed, **written})
    return Corrected(draft.updated_at, sources.seat.sitter.full_name, reason, changes)


def _is_written(filling: Filling, key: str) -> bool:
    entry = filling.entry(key)
    return entry is not None and entry.origin is not Origin.FILLED


def _changes(form: Form, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> tuple[Change, ...]:
    items = [item for item in form.leaves() if before.get(item.link_id) != after.get(item.link_id)]
    return tuple(Change(one, before.get(one.link_id), after.get(one.link_id)) for one in items)


def unread(referral: Referral) -> int:
    """How many earlier sheets another system wrote that cannot be read here; they are kept as they came."""
    return len(referral.history) - sum(1 for _ in past_sheets.read(referral.history))


def _require_open(referral: Referral) -> None:
    if referral.status not in CORRECTABLE:
        raise errors.InvalidInput("referral", "answered-there")


def _of_today(filling: Filling, row: Resident) -> Filling:
    """Whose sheet it is as the archive says now: perhaps that is what was wrong."""
    for link_id in referral_sheets.OF_THE_ARCHIVE:
        if filling.answers().get(link_id) != getattr(row, link_id):
            filling = filling.answer(link_id, getattr(row, link_id), Origin.FILLED)
    return filling


def _past(referral: Referral, replaced_by: str) -> dict[str, Any]:
    """A sheet as it stood before it was corrected, and who signed the one in its place."""
    return {
        "answers": referral.answers,
        "doctor": referral.doctor,
        "signed_at": referral.signed_at.isoformat(),
        "reason": referral.amend_reason,
        "replaced_by": replaced_by,
    }
