"""Acts of a working day read from plain values: register, edit, enrol, visit, dose, refer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.immunization import NewDose

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
    """What became of one action: the id it made, its class and next date, or why it was refused."""

    action: str
    id: str | None = None
    grade: str | None = None
    next: date | None = None
    refused: RefusedField | None = None


def perform(desk: Desk, actions: Sequence[Mapping[str, Any]]) -> list[Done]:
    """Do each action through the services; a refused one does not stop the next."""
    results: list[Done] = []
    for action in actions:
        name = str(action.get("action", ""))
        act = _ACTS.get(name)
        try:
            if act is None:
                raise errors.InvalidInput("action", "unknown")
            results.append(act(desk, action))
        except errors.InvalidInput as error:
            results.append(Done(name, refused=RefusedField(error.field, error.reason)))
        except errors.NotFound as error:
            results.append(Done(name, refused=RefusedField(error.kind, "not-found")))
        except errors.NotAllowed as error:
            results.append(Done(name, refused=RefusedField(error.permission, "not-allowed")))
        except errors.StaleRecord:
            results.append(Done(name, refused=RefusedField("id", "stale")))
    return results


def _register(desk: Desk, action: Mapping[str, Any]) -> Done:
    values = _mapping(action, "values")
    village = values.pop("village", None)
    filling = _answered(desk.residents.start(), values)
    return Done("register", desk.residents.register(filling, village=village))


def _edit(desk: Desk, action: Mapping[str, Any]) -> Done:
    resident_id = _text(action, "id")
    filling, version = desk.residents.sheet(resident_id)
    desk.residents.edit(resident_id, _answered(filling, _mapping(action, "set")), version)
    return Done("edit", resident_id)


def _enrol(desk: Desk, action: Mapping[str, Any]) -> Done:
    on = _day(action, "date") if "date" in action else None
    made = desk.enrolments.enrol(_text(action, "resident"), _text(action, "programme"), on=on)
    return Done("enrol", made)


def _visit(desk: Desk, action: Mapping[str, Any]) -> Done:
    resident_id, programme = _text(action, "resident"), _text(action, "programme")
    answers = _mapping(action, "answers")
    answers.setdefault("visit_date", _day(action, "date").isoformat())
    mode = answers.get("mode", action.get("mode", "1"))
    answers["mode"] = MODES.get(str(mode), mode)
    sheet = desk.visits.start(resident_id, programme)
    filling = _answered(sheet.filling, answers)
    judgement = sheet.judge(filling)
    if judgement.cannot_classify:
        raise errors.InvalidInput(judgement.missing[0], "required")
    # What a program hands in need not be the whole national form: it is kept as an incomplete record then.
    missing = set(filling.gaps()) - {"class", "next_date"}
    signed = desk.visits.sign(resident_id, programme, filling, is_incomplete=bool(missing))
    return Done("visit", signed.id, signed.grade, signed.next_due)


def _dose(desk: Desk, action: Mapping[str, Any]) -> Done:
    dose = NewDose(
        vaccine=_text(action, "vaccine"),
        on=_day(action, "date"),
        lot=str(action.get("lot") or ""),
        expires_on=_day(action, "expires_on") if action.get("expires_on") else None,
        manufacturer=str(action.get("manufacturer") or ""),
        site=str(action.get("site") or ""),
        trace_code=str(action.get("trace_code") or ""),
        is_elsewhere=bool(action.get("elsewhere", False)),
    )
    recorded = desk.immunization.record(_text(action, "resident"), dose)
    return Done("dose", recorded.id, None, recorded.next_due)


def _refer(desk: Desk, action: Mapping[str, Any]) -> Done:
    resident_id = _text(action, "resident")
    filling = _answered(desk.referrals.start(resident_id), _mapping(action, "values"))
    return Done("refer", desk.referrals.refer(resident_id, filling))


_ACTS: Mapping[str, Callable[[Desk, Mapping[str, Any]], Done]] = {
    "register": _register,
    "edit": _edit,
    "enrol": _enrol,
    "visit": _visit,
    "dose": _dose,
    "refer": _refer,
}


def _answered(filling: Filling, values: Mapping[str, Any]) -> Filling:
    for link_id, value in values.items():
        if not filling.form.has(link_id):
            raise errors.InvalidInput(link_id, "unknown")
        filling = filling.answer(link_id, value)
    return filling


def _mapping(action: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = action.get(key)
    if not isinstance(value, dict):
        raise errors.InvalidInput(key, "required")
    return dict(value)


def _text(action: Mapping[str, Any], key: str) -> str:
    value = action.get(key)
    if not isinstance(value, str) or not value:
        raise errors.InvalidInput(key, "required")
    return value


def _day(action: Mapping[str, Any], key: str) -> date:
    try:
        return date.fromisoformat(str(action.get(key)))
    except ValueError:
        raise errors.InvalidInput(key, "format") from None
