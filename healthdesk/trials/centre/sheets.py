"""The form 个人基本信息表 of an invented person, complete as the form asks."""

from datetime import date, timedelta
from typing import Any

from healthdesk.domain import numbering
from healthdesk.trials.centre.draw import Draw, material
from healthdesk.trials.centre.households import Household
from healthdesk.trials.centre.people import HAN, Someone

FORM = "personal-information"
NONE, HAS = "1", "2"
OTHER_ALLERGY, CANCER = "5", "6"
URBAN, RURAL = "1", "2"
CHILD_UNTIL = 17
EVENTS = (("surgery", "surgeries"), ("trauma", "traumas"), ("transfusion", "transfusions"))
RELATIVES = ("fh_father", "fh_mother", "fh_siblings", "fh_children")


class Sheets:
    """Fills the first page of archives."""

    def __init__(self, draw: Draw, as_of: date) -> None:
        self._draw = draw
        self._as_of = as_of
        self._material = material("answers")
        self._phone_prefix = material("places")["phone_prefix"]
        self._non_local = float(material("centre")["non_local"])

    def fill(self, person: Someone, household: Household, archive_no: str) -> dict[str, Any]:
        """The answers by link id, nothing left open that the form asks of this person."""
        age = person.age(self._as_of)
        contact_name, contact_phone = self._contact(person, household)
        answers: dict[str, Any] = {
            "name": person.name,
            "archive_no8": numbering.short(archive_no),
            "sex": person.sex,
            "birth_date": person.born.isoformat(),
            "id_type": "01",
            "phone": person.phone or contact_phone,
            "contact_name": contact_name,
            "contact_phone": contact_phone,
            "current_address": household.address,
            "registered_address": household.address,
            "residency": "2" if self._draw.happens(self._non_local) else "1",
            "blood_abo": self._draw.pick(self._material["blood_abo"]),
            "blood_rh": self._draw.pick(self._material["blood_rh"]),
            "area": RURAL if household.is_rural else URBAN,
            "id_no": person.id_no,
        }
        answers |= self._standing(person, household, age) | self._histories(person, age)
        if household.is_rural:
            answers |= {key: self._draw.pick(table) for key, table in self._material["rural"].items()}
        return {link_id: value for link_id, value in answers.items() if value is not None}

    def _contact(self, person: Someone, household: Household) -> tuple[str, str]:
        """Somebody of the household with a telephone; for those who live alone, a relative elsewhere."""
        for one in household.members:
            if one is not person and one.phone:
                return one.name, one.phone
        relative = person.name[0] + self._draw.one(self._material["relatives"])
        return relative, f"{self._phone_prefix}{self._draw.number(0, 99_999_999):08d}"

    def _standing(self, person: Someone, household: Household, age: int) -> dict[str, Any]:
        draw, tables = self._draw, self._material
        is_han = person.ethnic == HAN
        education = draw.by_age(tables["education"], age)
        farms = household.is_rural and CHILD_UNTIL < age < 70
        jobs = tables["rural_occupation"] if farms else draw.by_age(tables["occupation"], age)
        occupation = draw.pick(jobs)
        payment = "child" if age <= CHILD_UNTIL else "rural" if household.is_rural else "urban"
        marital = draw.pick(draw.by_age(tables["marital"], age)) if age > CHILD_UNTIL else "1"
        if marital == "1" and person.role in ("spouse", "parent"):
            marital = "2"
        return {
            "ethnic": "01" if is_han else "99",
            "ethnic_text": None if is_han else person.ethnic,
            "education": draw.pick(education) if education else "10",
            "occupation": occupation,
            "workplace": self._workplace(occupation, age),
            "marital": marital,
            "payment": (draw.pick(tables["payment"][payment]),),
        }

    def _workplace(self, occupation: str, age: int) -> str:
        if occupation == "8":
            return "学龄前" if age < 6 else "在校学生" if age <= CHILD_UNTIL else "无"
        return str(self._draw.one(self._material["workplaces"][occupation]))

    def _histories(self, person: Someone, age: int) -> dict[str, Any]:
        draw, tables = self._draw, self._material
        history = tables["family_history" if age > CHILD_UNTIL else "child_family_history"]
        allergy = draw.pick(tables["drug_allergy"])
        answers: dict[str, Any] = {
            "drug_allergy": (allergy,),
            "exposure": (draw.pick(tables["exposure"]),),
            "past_disease": self._past_diseases(person, age),
            "hereditary": NONE,
            "disability": (draw.pick(tables["disability"]),),
            **{relative: (draw.pick(history),) for relative in RELATIVES},
        }
        if allergy == OTHER_ALLERGY:
            answers["drug_allergy_text"] = draw.one(tables["other_allergies"])
        if draw.happens(tables["hereditary_share"]):
            answers |= {"hereditary": HAS, "hereditary_text": draw.one(tables["hereditaries"])}
        for event, plural in EVENTS:
            answers |= self._event(person, event, plural, age)
        return answers

    def _event(self, person: Someone, event: str, plural: str, age: int) -> dict[str, Any]:
        if age <= CHILD_UNTIL or not self._draw.happens(self._material[f"{event}_share"]):
            return {event: NONE}
        names = [name for name in self._material[plural] if person.sex == "2" or "产" not in name]
        on = self._draw.day(date(person.born.year + CHILD_UNTIL, 1, 1), self._as_of)
        row = {f"{event}_name": self._draw.one(names), f"{event}_month": _month(on)}
        return {event: HAS, f"{event}_list": (row,)}

    def _past_diseases(self, person: Someone, age: int) -> tuple[dict[str, str], ...]:
        known = dict(person.diseases)
        for code, rule in self._material["other_diseases"].items():
            if age >= rule["from"] and self._draw.happens(rule["share"]):
                known[code] = self._as_of - timedelta(days=self._draw.number(200, 3000))
        rows = []
        for code, first_day in sorted(known.items(), key=lambda one: int(one[0])):
            row = {"past_disease_code": code, "past_disease_month": _month(max(first_day, person.born))}
            if code == CANCER:
                row["past_disease_text"] = self._draw.one(self._material["cancers"])
            rows.append(row)
        return tuple(rows) or ({"past_disease_code": NONE},)


def _month(day: date) -> str:
    return day.isoformat()[:7]
