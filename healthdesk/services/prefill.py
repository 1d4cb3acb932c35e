"""What a referral sheet can be filled in with: archive, last follow-up, medicines, the centre."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.paths import resources
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.conditions import holds
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services import cards, first_page, medicines, privacy, reading, signing
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import IN_ORDER, Visit

NO_DISEASE = "1"
DEVICE = "drug_device"
"""The column that says what a medicine of the COPD sheet is inhaled with (archive-chronic/15 item 27)."""
MONTHLY = "2"
"""Option of `drug_per` (archive-chronic/13 section 5 item 24)."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of resources/documents/referral-prefill.json."""

    note: str
    visit_line: str
    grade: str
    reason: str
    symptoms: str
    symptom_other: str
    disease: str
    disease_when: str
    disease_none: str
    disease_unasked: str
    disease_withheld: str
    allergy: str
    allergy_none: str
    allergy_unasked: str
    medicine_daily: str
    medicine_monthly: str
    raw: str
    raw_cell: str
    separator: str
    comma: str
    end: str

    @classmethod
    def read(cls) -> "Wording":
        """The shipped wording."""
        return msgspec.json.decode(
            (resources() / "documents" / "referral-prefill.json").read_bytes(), type=cls
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """What the sheet is filled from besides the rows."""

    forms: Forms
    programmes: Programmes
    seat: Seat
    wording: Wording


@dataclass(frozen=True, slots=True)
class About:
    """What a referral is about: a visit, the last visit of a programme, or the last ordinary one."""

    visit_id: str | None = None
    programme: str = ""


def referral(session: Session, row: Resident, sources: Sources, today: date, about: About) -> dict[str, Any]:
    """Answers of the form referral-out that are known without asking."""
    visit = source(session, row.id, about, sources)
    answers = cards.known_answers(session, row)
    allergies = cards.all_allergies(session, row, first_page.form_of(sources.forms))
    last = session.scalars(
        select(Referral)
        .where(
            Referral.topic.is_(None) if visit is None or not visit.topic else Referral.topic == visit.topic
        )
        .order_by(Referral.signed_at.desc())
        .limit(1)
    ).first()
    known = {
        "name": row.name,
        "sex": row.sex,
        "archive_no": row.archive_no,
        "address": row.address,
        "phone": row.phone,
        "out_date": today.isoformat(),
        "signed_on": today.isoformat(),
        "to_org": last.to_org if last else settings.value(session, "referral.to_org", None),
        "to_dept": last.to_dept if last else settings.value(session, "referral.to_dept", None),
        "from_doctor": sources.seat.sitter.full_name,
        "from_org": settings.value(session, "centre.name", None),
        "from_phone": settings.value(session, "centre.phone", None),
        "past_history": past_history(sources, answers, allergies),
        "impression": impression(sources, answers, visit),
        "present_history_reason": present_history(sources, visit) if visit else None,
        "treatment": treatment(sources, visit) if visit else None,
    }
    return {key: value for key, value in known.items() if value}


def past_history(sources: Sources, answers: Mapping[str, Any], allergies: tuple[tuple[str, ...], str]) -> str:
    """Diseases with their month, and allergies: what the receiver must not miss.

    What nobody has asked is written as not asked: the receiver reads silence as "none". Where the archive
    says more than whoever writes may see, the sheet tells the receiver whom to ask. `allergies` are those of
    `cards.all_allergies`: what a hospital wrote counts like what stands in our form.
    """
    wording, form = sources.wording, first_page.form_of(sources.forms)
    known = first_page.shown(sources.seat, answers)
    parts = _diseases(wording, form, known)
    if first_page.hides(sources.seat, answers):
        parts.append(wording.disease_withheld)
    elif not parts:
        parts.append(wording.disease_none if answers.get("past_disease") else wording.disease_unasked)
    names, state = allergies
    match state:
        case "unasked":
            parts.append(wording.allergy_unasked)
        case "none":
            parts.append(wording.allergy_none)
        case _:
            parts.append(wording.allergy.format(names="、".join(names)))
    return wording.separator.join(parts) + wording.end


def impression(sources: Sources, answers: Mapping[str, Any], visit: Visit | None) -> str:
    """The programme the visit belongs to, before the other known diseases."""
    form = first_page.form_of(sources.forms)
    programme = sources.programmes.by_key.get(visit.programme) if visit else None
    names = [programme.short_title] if programme else []
    known = first_page.shown(sources.seat, answers)
    for disease in _diseases(sources.wording, form, known, with_month=False):
        if not any(disease in name or name in disease for name in names):
            names.append(disease)
    return sources.wording.separator.join(names)


def present_history(sources: Sources, visit: Visit) -> str:
    """The last follow-up in one sentence, with what the rules found; empty when it has nothing to tell."""
    wording, programme = sources.wording, sources.programmes.get(visit.programme)
    form = signing.form_of(sources.forms, visit)
    values = _values(wording, form, visit.answers, programme.needs)
    grade = wording.grade.format(grade=programme.grade_text(visit.grade)) if visit.grade else ""
    reasons = [one["text"] for one in visit.judgement.get("reasons", ())]
    reason = wording.reason.format(reason=wording.separator.join(reasons)) if reasons else ""
    symptoms = [_option(form, "symptoms", code) for code in reading.codes(visit.answers.get("symptoms"))]
    if symptoms and not form.is_known:
        symptoms = [wording.raw.format(cells="、".join(symptoms), version=form.version)]
    if symptoms and (detail := visit.answers.get("symptoms_text")):
        symptoms[-1] = wording.symptom_other.format(symptom=symptoms[-1], detail=detail)
    complaint = wording.symptoms.format(symptoms="、".join(symptoms)) if symptoms else ""
    said = wording.comma.join(filter(None, (values, f"{grade}{reason}", complaint)))
    if not said:
        return ""
    date, name = visit.visited_on.isoformat(), programme.short_title
    return wording.visit_line.format(date=date, programme=name, values=said) + wording.end


def _values(wording: Wording, form: Form, answers: Mapping[str, Any], keys: Iterable[str]) -> str:
    """What was measured, with its unit; of a version that is not known here as it came, and marked."""
    given = {key: str(answers[key]) for key in keys if key in answers}
    if not form.is_known:
        return _raw(wording, form, given)
    known = [(form.item(key), _option(form, key, code)) for key, code in given.items() if form.has(key)]
    return " ".join(" ".join(filter(None, (item.text, said, item.unit))) for item, said in known)


def treatment(sources: Sources, visit: Visit) -> str:
    """The medicines of a follow-up, one after the other."""
    form = signing.form_of(sources.forms, visit)
    return sources.wording.separator.join(medicine_lines(sources.wording, form, visit.answers))


def medicine_lines(wording: Wording, form: Form, answers: Mapping[str, Any]) -> list[str]:
    """The medicines of a record, a line each, by the day or (depot injections) by the month.

    What somebody left open is left out, never what was written; insulin and a regimen come last.
    """
    rows = [_medicine(wording, drug, form) for drug in answers.get(medicines.DRUGS) or ()]
    return [*filter(None, rows), *medicines.in_words(answers)]


def _medicine(wording: Wording, drug: Mapping[str, Any], form: Form) -> str:
    name, dose, unit, times, route, usage = (
        str(drug.get(f"drug_{part}") or "") for part in ("name", "dose", "unit", "times", "route", "usage")
    )
    if not name:
        return ""
    if not form.is_known:
        cells = {key: str(cell) for key, cell in drug.items() if key != "drug_name"}
        return f"{name} {_raw(wording, form, cells)}"
    printed_unit = (form.item("drug_dose").unit or "") if form.has("drug_dose") else ""
    device = _option(form, DEVICE, str(drug.get(DEVICE) or ""))
    often = wording.medicine_monthly if drug.get("drug_per") == MONTHLY else wording.medicine_daily
    said = (name, dose and f"{dose} {unit or printed_unit}".strip(), times and often.format(times=times))
    return " ".join(filter(None, (*said, device, route, usage)))


def _raw(wording: Wording, form: Form, cells: Mapping[str, str]) -> str:
    pairs = " ".join(wording.raw_cell.format(key=key, value=value) for key, value in cells.items())
    return wording.raw.format(cells=pairs, version=form.version) if pairs else ""


def _diseases(
    wording: Wording, form: Form, answers: Mapping[str, Any], *, with_month: bool = True
) -> list[str]:
    found = []
    for one in answers.get("past_disease") or ():
        code = str(one.get("past_disease_code") or "")
        if not code or code == NO_DISEASE:
            continue
        name = _disease(wording, form, code, str(one.get("past_disease_text") or ""))
        month = str(one.get("past_disease_month") or "")
        when = wording.disease_when.format(month=month) if month and with_month else ""
        found.append(wording.disease.format(name=name, when=when))
    return found


def _disease(wording: Wording, form: Form, code: str, detail: str) -> str:
    """A name left in the row of a disease that has its number is none; without the form both are said."""
    name = first_page.option_text(form, "past_disease_code", code)
    if not form.is_known:
        return wording.symptom_other.format(symptom=name, detail=detail) if detail else name
    asks_name = holds(form.item("past_disease_text"), {"past_disease_code": code})
    return detail if detail and asks_name else name


def _option(form: Form, link_id: str, code: str) -> str:
    option = form.item(link_id).option(code) if form.has(link_id) else None
    return option.text if option else code


def source(session: Session, resident_id: str, about: About, sources: Sources) -> Visit | None:
    """The visit that a referral is filled in from; a sensitive one only when it was asked for.

    Raises NotFound for a visit of somebody else or a void one, NotAllowed for a hidden one.
    """
    seat, whose = sources.seat, reading.whose(session, resident_id)
    if about.visit_id:
        visit = session.get(Visit, about.visit_id)
        if visit is None or visit.resident_id not in whose or visit.status == "void":
            raise errors.NotFound("visit", about.visit_id)
        privacy.require(seat, visit)
        return visit
    of_kind = Visit.programme == about.programme if about.programme else Visit.topic.is_(None)
    return session.scalars(
        select(Visit)
        .where(
            Visit.resident_id.in_(whose),
            Visit.status != "void",
            Visit.programme.in_(sources.programmes.by_key.keys()),
            Visit.form_key.in_(sources.forms.keys()),
            of_kind,
            privacy.visible_visits(seat),
        )
        .order_by(*(column.desc() for column in IN_ORDER))
        .limit(1)
    ).first()
