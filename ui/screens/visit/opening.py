"""What a follow-up needs before the first key: a sheet for each programme, or a signed one."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from healthdesk.base.errors import InvalidInput
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.rows import ResidentCard
from healthdesk.services.settling import Overrule
from healthdesk.services.visit_sheet import VisitSheet

if TYPE_CHECKING:
    from healthdesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Opened:
    """The sheets, leading programme first. `visit_id` is set while a signed record is amended.

    `row_version` is that of the record then. `is_overtaken`: somebody corrected it since the draft of this
    correction was begun; what the draft held stands beside, and nothing of it counts unless typed again.
    `standing` is what a doctor decided on that record against the rules. `amend_reason` is what the draft of
    this correction gives as its reason. `reminders` are said beside the form, whatever is written on it.
    """

    sheets: tuple[VisitSheet, ...]
    visit_id: str = ""
    row_version: int = 0
    is_overtaken: bool = False
    reminders: tuple[str, ...] = ()
    standing: Overrule | None = None
    amend_reason: str = ""

    def overrules(self) -> dict[int, Overrule]:
        """What stands against the rules when the sheet is opened, by the place of the sheet."""
        return {0: self.standing} if self.standing else {}

    @property
    def card(self) -> ResidentCard:
        """Whom it is about."""
        return self.sheets[0].card

    @property
    def is_judged(self) -> bool:
        """Whether any rule or schedule has something to say about these sheets."""
        return any(one.programme.rules or one.programme.is_planned for one in self.sheets)

    @property
    def fillings(self) -> tuple[Filling, ...]:
        """The sheets as they were opened."""
        return tuple(sheet.filling for sheet in self.sheets)

    @property
    def programmes(self) -> tuple[str, ...]:
        """The keys of the programmes, in the order of the sheet."""
        return tuple(sheet.programme.key for sheet in self.sheets)

    @property
    def has_class(self) -> bool:
        """Whether any of the sheets is given a class, which a doctor may overrule."""
        return any(
            bool(one.programme.grades) and one.filling.form.key == one.programme.form_key
            for one in self.sheets
        )

    @property
    def referred_for(self) -> str:
        """The programme a referral begun here is for, a sensitive one before others; empty if none judges."""
        sheets = sorted(self.sheets, key=lambda one: not one.programme.is_sensitive)
        return next((one.programme.key for one in sheets if one.programme.rules), "")

    def draft_subject(self) -> str:
        """Under which name a draft is kept."""
        return self.visit_id or self.card.id


def begin(desk: "Desk", resident_id: str, programme: str, form: str = "") -> Opened:
    """The sheets of today. Without a programme: what is due first. Raises InvalidInput when there is none.

    A companion that has been followed up today already is left out; a form that was asked for stands alone.
    """
    if form:
        asked = programme or desk.programmes.home_of(form).key
        return _reminding(desk, Opened((desk.visits.start(resident_id, asked, form),)))
    if not programme:
        programme = _due_first(desk, resident_id)
    first = desk.visits.start(resident_id, programme)
    active = (one.programme for one in first.card.enrolments if one.status == "active")
    keys = desk.programmes.written_together(programme, active)
    sheets = [first if key == programme else desk.visits.start(resident_id, key) for key in keys]
    today = desk.clock.today()
    return _reminding(desk, Opened(tuple(one for one in sheets if one is first or one.last_on != today)))


def begin_amending(desk: "Desk", visit_id: str) -> Opened:
    """A signed record with its answers, to be corrected with a reason."""
    visit, filling = desk.visits.open(visit_id)
    sheet = desk.visits.start(visit.resident_id, visit.programme, visit.form_key, on=visit.visited_on)
    kept = desk.drafts.kept(visit_id, filling.form.key)
    is_overtaken = kept is not None and kept.opened_version != visit.row_version
    if kept is not None:
        draft = Filling.restore(filling.form, filling.subject, kept.document)
        filling = replace(filling, last=draft.answers()) if is_overtaken else draft
    trend = tuple(point for point in sheet.trend if point.on != visit.visited_on)
    itself = (visit.visited_on, visit.form_key)
    amended = replace(
        sheet,
        filling=filling,
        history=tuple(one for one in sheet.history if (one.on, one.form) != itself),
        last_on=visit.visited_on,
        from_draft=kept is not None and not is_overtaken,
        trend=trend,
    )
    standing = Overrule(visit.grade or "", visit.overrule_reason) if visit.overrule_reason else None
    why = str(kept.document.get("reason", "")) if kept and not is_overtaken else ""
    return Opened((amended,), visit_id, visit.row_version, is_overtaken, standing=standing, amend_reason=why)


def _reminding(desk: "Desk", opened: Opened) -> Opened:
    """With what the immunization card lacks of the doses that these forms ask about."""
    reminders = (desk.dose_reminders.of(opened.card.id, one.form.key) for one in opened.fillings)
    return replace(opened, reminders=tuple(text for found in reminders for text in found))


def _due_first(desk: "Desk", resident_id: str) -> str:
    own = desk.residents.card(resident_id).enrolments
    written = {one.key for one in desk.programmes if one.is_followed_up}
    active = [one for one in own if one.status == "active" and one.programme in written]
    if not active:
        raise InvalidInput("programme", "not-enrolled")
    return min(active, key=lambda one: (one.next_due is None, one.next_due or one.enrolled_on)).programme
