"""Acts of a working day read from plain values: register, edit, enrol, visit, dose, refer, stock …"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.stock.trace_codes import product_code
from healthdesk.services import signing
from healthdesk.services.calls import CallResult
from healthdesk.services.doses import NewDose
from healthdesk.trials.handed_in import answered, day, mapping, only, optional_text, text
from healthdesk.trials.stock_actions import STOCK_ACTS

MODES = {"clinic": "1", "home": "2", "phone": "3"}


@dataclass(frozen=True, slots=True)
class RefusedField:
    """Which field was refused, and the short word why."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one action: the id it made, its class and next date, or why it was refused.

    `warning` is what was done all the same and should be looked at.
    """

    action: str
    id: str | None = None
    grade: str | None = None
    next: date | None = None
    refused: RefusedField | None = None
    warning: RefusedField | None = None


def perform(desk: Desk, actions: Iterable[Mapping[str, Any]]) -> Iterator[Done]:
    """Do each action through the services; a refused one does not stop the next. Raises StorageError."""
    for action in actions:
        name = action_name(action)
        try:
            yield _act(name)(desk, action)
        except errors.InvalidInput as error:
            yield Done(name, refused=RefusedField(error.field, error.reason))
        except errors.NotFound as error:
            yield Done(name, refused=RefusedField(error.kind, "not-found"))
        except errors.NotAllowed as error:
            yield Done(name, refused=RefusedField(error.permission, "not-allowed"))
        except errors.StaleRecord:
            yield Done(name, refused=RefusedField("id", "stale"))


def action_name(action: Mapping[str, Any]) -> str:
    """What the action calls itself; "" when it is no word."""
    name = action.get("action")
    return name if isinstance(name, str) else ""


def _act(name: str) -> Callable[[Desk, Mapping[str, Any]], Done]:
    if name not in _ACTS:
        raise errors.InvalidInput("action", "unknown" if name else "required")
    return _ACTS[name]


def _register(desk: Desk, action: Mapping[str, Any]) -> Done:
    only(action, "action", "values")
    values = mapping(action, "values")
    village = optional_text(values, "village") or None
    values.pop("village", None)
    filling = answered(desk.residents.start(), values)
    return Done("register", desk.residents.register(filling, village=village))


def _edit(desk: Desk, action: Mapping[str, Any]) -> Done:
    only(action, "action", "id", "set")
    resident_id = text(action, "id")
    filling, version = desk.residents.sheet(resident_id)
    desk.residents.edit(resident_id, answered(filling, mapping(action, "set")), version)
    return Done("edit", resident_id)


def _enrol(desk: Desk, action: Mapping[str, Any]) -> Done:
    only(action, "action", "resident", "programme", "date")
    on = date.fromisoformat(day(action, "date")) if "date" in action else None
    return Done("enrol", desk.enrolments.enrol(text(action, "resident"), text(action, "programme"), on=on))


def _visit(desk: Desk, action: Mapping[str, Any]) -> Done:
    only(action, "action", "resident", "programme", "form", "date", "mode", "answers")
    resident_id, programme = text(action, "resident"), text(action, "programme")
    answers = mapping(action, "answers")
    asked = optional_text(action, "form") or _form_meant(desk, programme, answers)
    sheet = desk.visits.start(resident_id, programme, asked)
    form = sheet.filling.form
    answers.setdefault(form.service_date, day(action, "date"))
    if form.has("mode"):
        mode = answers.get("mode", action.get("mode", "1"))
        answers["mode"] = MODES.get(str(mode), mode)
    filling = answered(sheet.filling, answers)
    signing.require_signable(filling, is_incomplete=True)
    judgement = sheet.judge(filling)
    if judgement.cannot_classify:
        raise errors.InvalidInput(judgement.missing[0], "required")
    # What a program hands in need not be the whole national form: it is kept as an incomplete record then.
    missing = signing.proposed(filling, judgement, None).gaps()
    signed = desk.visits.sign(resident_id, sheet.programme.key, filling, is_incomplete=bool(missing))
    return Done("visit", signed.id, signed.grade, signed.next_due)


def _form_meant(desk: Desk, programme: str, answers: Mapping[str, Any]) -> str:
    """The regular form when the answers are its own and not those of the first form; else what is due."""
    known = desk.programmes.get(programme)
    if known.first is None or known.form_key not in desk.forms.keys():  # noqa: SIM118  a catalogue
        return ""
    first, regular = desk.forms.current(known.first.form), desk.forms.current(known.form_key)
    is_regular = all(regular.has(key) for key in answers)
    return known.form_key if is_regular and not all(first.has(key) for key in answers) else ""


def _dose(desk: Desk, action: Mapping[str, Any]) -> Done:
    words = ("lot", "manufacturer", "site", "trace_code", "place")
    only(action, "action", "resident", "vaccine", "date", "expires_on", "elsewhere", *words)
    is_elsewhere = action.get("elsewhere", False)
    if not isinstance(is_elsewhere, bool):
        raise errors.InvalidInput("elsewhere", "format")
    lot, manufacturer, site, trace_code, place = (optional_text(action, word) for word in words)
    dose = NewDose(
        vaccine=text(action, "vaccine"),
        on=date.fromisoformat(day(action, "date")),
        lot=lot,
        expires_on=date.fromisoformat(day(action, "expires_on")) if action.get("expires_on") else None,
        manufacturer=manufacturer,
        site=site,
        trace_code=trace_code,
        is_elsewhere=is_elsewhere,
        place=place,
    )
    recorded = desk.immunization.record(text(action, "resident"), dose)
    odd = bool(trace_code) and not product_code(trace_code, desk.schedule.stock)
    warning = RefusedField("trace_code", "unusual") if odd else None
    return Done("dose", recorded.id, None, recorded.next_due, warning=warning)


def _background(desk: Desk, action: Mapping[str, Any]) -> Done:
    only(action, "action", "resident", "set", "booklet_checked")
    resident_id = text(action, "resident")
    if "set" in action:
        filling, version = desk.backgrounds.sheet(resident_id)
        desk.backgrounds.keep(resident_id, answered(filling, mapping(action, "set")), version)
    if action.get("booklet_checked") is True:
        desk.backgrounds.booklet_checked(resident_id)
    return Done("background", resident_id)


def _call(desk: Desk, action: Mapping[str, Any]) -> Done:
    only(action, "action", "resident", "result", "booked_on")
    result = text(action, "result")
    if result not in set(CallResult):
        raise errors.InvalidInput("result", "option")
    booked_on = date.fromisoformat(day(action, "booked_on")) if "booked_on" in action else None
    resident_id = text(action, "resident")
    desk.calls.note_recall(resident_id, CallResult(result), booked_on=booked_on)
    return Done("call", resident_id, None, booked_on)


def _refer(desk: Desk, action: Mapping[str, Any]) -> Done:
    only(action, "action", "resident", "values")
    resident_id = text(action, "resident")
    filling = answered(desk.referrals.start(resident_id), mapping(action, "values"))
    return Done("refer", desk.referrals.refer(resident_id, filling))


def _centre_form(desk: Desk, action: Mapping[str, Any]) -> Done:
    only(action, "action", "form", "answers")
    sheet = desk.centre_records.start(text(action, "form"))
    filling = answered(sheet.filling, mapping(action, "answers"))
    return Done("centre-form", desk.centre_records.sign(filling).id)


def _stock(desk: Desk, action: Mapping[str, Any]) -> Done:
    name = action_name(action)
    return Done(name, STOCK_ACTS[name](desk, action))


_ACTS: Mapping[str, Callable[[Desk, Mapping[str, Any]], Done]] = {
    "register": _register,
    "edit": _edit,
    "enrol": _enrol,
    "visit": _visit,
    "dose": _dose,
    "background": _background,
    "call": _call,
    "refer": _refer,
    "centre-form": _centre_form,
    **dict.fromkeys(STOCK_ACTS, _stock),
}
