"""What signing makes of a sheet: judged by the rules beside what stood before, written into its record."""

from dataclasses import dataclass

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.answers import normalise
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.programmes.appraisal import appraise
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services import privacy, reading, signing
from healthdesk.services.doctor_list import needs_doctor
from healthdesk.services.reading import Followed
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.database import JournalSession
from healthdesk.store.visits import Visit


@dataclass(frozen=True, slots=True)
class Overrule:
    """The doctor's class instead of the rules', and why. Both are kept."""

    grade: str
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """A filled sheet of a programme, ready to be signed."""

    programme: str
    filling: Filling
    overrule: Overrule | None = None


@dataclass(frozen=True, slots=True)
class Settling:
    """Works inside a unit of work of `Visits`."""

    seat: Seat
    programmes: Programmes
    clock: Clock

    def settle(self, session: JournalSession, visit: Visit, sheet: Written, who: Followed) -> None:
        """Judge the sheet and write it into the record. Raises InvalidInput with what cannot stand."""
        programme, filling = self.programmes.get(sheet.programme), sheet.filling
        on = signing.day_of_service(filling, who.row, self.clock.today())
        past = who.without(visit).past
        if visit.form_key not in programme.many_a_day and any(
            one.visited_on == on and one.form_key == visit.form_key for one in past
        ):
            raise errors.InvalidInput(filling.form.service_date or "visit_date", "already-there")
        now = signing.facts(filling, on)
        before = [one for one in past if signing.is_before(reading.facts(one), now)]
        person = reading.person(who.row, who.own, programme.key)
        clinic = settings.value(session, f"programme.{programme.key}", {})
        judgement = appraise(programme, person, [*(reading.facts(one) for one in before), now], clinic)
        overrule = sheet.overrule or _standing(visit, programme, filling)
        overruled = overrule.grade if overrule else None
        proposed = signing.proposed(filling, judgement, overruled)
        signing.require_the_rules_class(proposed, judgement, overruled)
        signing.require_signable(proposed, is_incomplete=visit.status == "incomplete", now=self.clock.now())
        signing.write(visit, proposed, judgement)
        visit.topic = privacy.topic_of(self.seat, programme, visit.answers)
        visit.overrule_reason = overrule.reason.strip() if overrule else None
        visit.visited_on = on
        # Whoever corrects it later did not see the person: the paper goes on naming who did.
        visit.doctor = visit.doctor or self.seat.sitter.full_name
        visit.written_by = self.seat.sitter.account_id
        visit.signed_at = self.clock.now()
        visit.is_late_entry = signing.is_late_entry(on, visit.history, visit.signed_at)
        visit.needs_doctor = not self.seat.may(Permission.OVERRULE) and needs_doctor(programme, visit, before)


def _standing(visit: Visit, programme: Programme, filling: Filling) -> Overrule | None:
    """What a doctor decided on a record that is corrected, while his class and what he judged stay."""
    if not visit.overrule_reason or not visit.grade:
        return None
    answers = filling.answers()
    was = normalise(filling.form, visit.answers)
    is_same = all(answers.get(key) == was.get(key) for key in ("class", *programme.needs))
    return Overrule(visit.grade, visit.overrule_reason) if is_same else None
