"""What a fresh sheet is filled in with, besides the answers of the last one: archive, centre, programmes.

An item says which fact it takes (`urn:healthdesk:archive`). Facts are written onto the sheet and stay as they
were when it is signed; nothing is computed anew when an old record is looked at.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.paths import resources
from healthdesk.domain import numbering
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.archive import SELF_CARE_ITEMS
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.eligibility import eligible
from healthdesk.domain.sensitivity import Sensitivity
from healthdesk.services import cards, dose_rows, first_page, maternal_facts, reading
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.measures import Measure
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident
from healthdesk.store.visits import IN_ORDER, Visit

CHECKUP_GROUPS = {
    "1": "older-people",
    "2": "hypertension",
    "3": "diabetes",
    "4": "severe-mental-disorder",
}
"""For whom the check-up has more items (archive-chronic/03 J), by the number of the box."""

SELF_CARE_FORM = "self-care"


@dataclass(frozen=True, slots=True)
class CardDiseases:
    """How past diseases are ticked on the archive card; the doctor asks before a sensitive one is."""

    none: str
    diseases: dict[str, str]
    recognised: dict[str, str]
    other: str
    sensitive: tuple[str, ...]
    no_allergy: str
    separator: str

    @classmethod
    def read(cls) -> "CardDiseases":
        """The shipped table."""
        file = resources() / "documents" / "information-card.json"
        return msgspec.json.decode(file.read_bytes(), type=cls)


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows the facts of one person are read from."""

    row: Resident
    enrolments: Sequence[Enrolment]
    form: Form
    programmes: Programmes
    seat: Seat
    today: date

    def of(self, session: Session, asked: Form) -> dict[str, Any]:
        """Answers for a fresh sheet, by link id; a code the item does not offer is left out."""
        taking = [item for item in asked.leaves() if item.archive]
        known = self._known(session, {item.archive or "" for item in taking})
        found = {}
        for item in taking:
            value = known.get(item.archive or "")
            if value in (None, "", []):
                continue
            if item.options and not all(item.option(code) for code in reading.codes(value)):
                continue
            found[item.link_id] = value
        return found | self._self_care(session, asked)

    def _known(self, session: Session, wanted: Set[str]) -> dict[str, Any]:
        """Only what this sheet takes is looked up: most take a name and a number."""
        known = first_page.shown(self.seat, cards.known_answers(session, self.row)) if wanted else {}
        for source, names in SOURCES.items():
            if wanted & names:
                known |= source(self, session)
        return known

    def _self_care(self, session: Session, asked: Form) -> dict[str, Any]:
        """The scale that was written today on its own form is not asked a second time in the check-up."""
        if asked.key == SELF_CARE_FORM or not all(asked.has(key) for key in SELF_CARE_ITEMS):
            return {}
        written = session.scalars(
            select(Visit).where(
                Visit.resident_id == self.row.id,
                Visit.form_key == SELF_CARE_FORM,
                Visit.visited_on == self.today,
                Visit.status == "signed",
            )
        ).first()
        answers = written.answers if written else {}
        return {key: answers[key] for key in SELF_CARE_ITEMS if key in answers}


def card_diseases(
    table: CardDiseases, form: Form, answers: Mapping[str, Any], sensitivity: Sensitivity
) -> tuple[list[str], list[str], list[str]]:
    """Boxes of the card, names of other diseases, and names that are not printed without being asked."""
    boxes: list[str] = []
    others: list[str] = []
    withheld: list[str] = []
    for one in answers.get("past_disease") or ():
        code, detail = str(one.get("past_disease_code") or ""), str(one.get("past_disease_text") or "")
        name = detail or first_page.option_text(form, "past_disease_code", code)
        word = next((word for word in table.recognised if word in detail), None)
        if code == table.none:
            boxes.append(table.none)
        elif code in table.sensitive or any(topic.is_past(one) for topic in sensitivity.topics):
            withheld.append(name)
        elif code in table.diseases:
            boxes.append(table.diseases[code])
        elif word:
            boxes.append(table.recognised[word])
        elif name:
            others.append(name)
    if others:
        boxes.append(table.other)
    return sorted(set(boxes)), others, withheld


def _archive(facts: Facts, _session: Session) -> dict[str, Any]:
    row = facts.row
    doctors = (row.responsible_doctor, *(one.responsible_doctor for one in facts.enrolments))
    return {
        "name": row.name,
        "archive_no": row.archive_no,
        "archive_no8": numbering.short(row.archive_no),
        "created_by": row.created_by,
        "created_on": row.created_at.astimezone().date().isoformat(),
        "responsible_doctor": next(filter(None, doctors), None),
    }


def _centre(facts: Facts, session: Session) -> dict[str, Any]:
    places, village = settings.value(session, "centre.places", {}), facts.row.village or ""
    return {
        "township_name": places.get(village[:9]),
        "village_name": places.get(village),
        "centre_name": settings.value(session, "centre.name", None),
        "centre_phone": settings.value(session, "centre.phone", None),
    }


def _checkup_groups(facts: Facts, session: Session) -> dict[str, Any]:
    active = {one.programme for one in facts.enrolments if one.status == "active"}
    active |= reading.conditions(cards.known_answers(session, facts.row))
    older = facts.programmes.by_key.get(CHECKUP_GROUPS["1"])
    if older:
        chosen = settings.value(session, f"programme.{older.key}", {})
        if eligible(older, reading.person(facts.row, facts.enrolments, older.key), facts.today, chosen):
            active.add(older.key)
    seen = {programme for programme in active if facts.seat.sees(programme)}
    return {"checkup_groups": [box for box, one in CHECKUP_GROUPS.items() if one in seen]}


def _doses(facts: Facts, session: Session) -> dict[str, Any]:
    doses = dose_rows.all_doses(session, facts.row.id)
    return {"doses": doses, "last_doses": dose_rows.last_of(doses)}


def _card(facts: Facts, session: Session) -> dict[str, Any]:
    table = CardDiseases.read()
    answers = first_page.shown(facts.seat, cards.known_answers(session, facts.row))
    names, state = cards.all_allergies(session, facts.row, facts.form)
    allergy = table.no_allergy if state == "none" else table.separator.join(names)
    chronic, others, withheld = card_diseases(table, facts.form, answers, facts.seat.sensitivity)
    may_see = facts.seat.may(Permission.SEE_SENSITIVE)
    return {
        "card_chronic": chronic,
        "card_chronic_text": table.separator.join(others),
        "card_withheld": table.separator.join(withheld) if may_see else None,
        "card_allergy": allergy,
    }


def _maternal(facts: Facts, session: Session) -> dict[str, Any]:
    return maternal_facts.known(session, facts.row, facts.programmes, facts.seat, facts.today)


def _measured_today(facts: Facts, session: Session) -> dict[str, Any]:
    """Weight and waist of a check-up of the same day, which two questions on the constitution ask for."""
    found = session.execute(
        select(Measure.code, Measure.value)
        .join(Visit, Visit.id == Measure.visit_id)
        .where(
            Measure.resident_id == facts.row.id,
            Measure.measured_on == facts.today,
            Measure.code.in_(("weight", "waist")),
        )
        .order_by(*IN_ORDER)
    )
    return {f"{code}_today": value for code, value in found}


SOURCES: Mapping[Callable[[Facts, Session], dict[str, Any]], frozenset[str]] = {
    _archive: frozenset(
        {"name", "archive_no", "archive_no8", "created_by", "created_on", "responsible_doctor"}
    ),
    _centre: frozenset({"township_name", "village_name", "centre_name", "centre_phone"}),
    _checkup_groups: frozenset({"checkup_groups"}),
    _doses: frozenset({"doses", "last_doses"}),
    _card: frozenset({"card_chronic", "card_chronic_text", "card_withheld", "card_allergy"}),
    _maternal: frozenset(maternal_facts.NAMES),
    _measured_today: frozenset({"weight_today", "waist_today"}),
}
"""Which facts are found where."""

OF_OURS = frozenset().union(*SOURCES.values())
"""Facts beside the answers of 个人基本信息表, whose link ids are facts too."""
