"""Follow-ups of invented people: measured, answered, and judged by the same rules as real ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from healthdesk.domain.forms.calculations import body_mass_index
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.grading import judge
from healthdesk.domain.programmes.judgement import Judgement, Person, VisitFacts
from healthdesk.domain.programmes.programme import Programme
from healthdesk.store.measures import Measure
from healthdesk.store.visits import Visit
from healthdesk.trials.centre.draw import Draw, material
from healthdesk.trials.centre.people import Someone

WORDS_OF_SEX = {"1": "male", "2": "female"}
HYPERTENSION, DIABETES = "hypertension", "diabetes"
OVERWEIGHT = 24
FRIDAY = 4
BY_PHONE = "3"
CALCULATED = frozenset({"bmi", "bmi_target", "class", "next_date"})
LAST = HISTORY_JUDGED = 2
LAST_TWO = {True: (95, 186), False: (12, 40)}
"""How many earlier visits the rules are shown: they ask for two in a row at most. And the days before
today on which the last two visits begin, by whether somebody is controlled."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One visit before it becomes a row, on the form `form`; `calculated` nobody typed."""

    on: date
    mode: str
    answers: dict[str, Any]
    judgement: Judgement
    is_late: bool
    form: str
    calculated: frozenset[str] = CALCULATED


@dataclass(frozen=True, slots=True)
class _Habits:
    """What hardly changes from visit to visit."""

    height: Decimal
    weight: float
    smoke: int
    drink: Decimal
    exercise: tuple[int, int]
    drugs: tuple[dict[str, Any], ...]
    insulin: tuple[str, str] | None
    is_controlled: bool


class FollowUps:
    """Makes the visits of a person in one of the two programmes that have a form of their own."""

    def __init__(self, draw: Draw, as_of: date, programmes: Programmes) -> None:
        self._draw = draw
        self._as_of = as_of
        self._programmes = {key: programmes.get(key) for key in (HYPERTENSION, DIABETES)}
        self._material = material("visits")
        self._centre = material("centre")

    def of(self, person: Someone, key: str, others: frozenset[str], since: date | None) -> list[FollowUp]:
        """All visits from `since` on, each on the day the one before asked for, or later.

        Without `since` the last two: those who are not controlled come every two weeks, the others every
        three months, so they begin at different times.
        """
        programme = self._programmes[key]
        habits = self._habits(person, key)
        low, high = LAST_TWO[habits.is_controlled]
        first = since or self._as_of - timedelta(days=self._draw.number(low, high))
        rules_person = Person(
            born=person.born, sex=WORDS_OF_SEX[person.sex], conditions=others | {key}, enrolled_on=first
        )
        made: list[FollowUp] = []
        for on in self._days(first, made):
            answers = self._answers(person, key, habits, on)
            mode = str(answers["mode"])
            facts = [
                *(VisitFacts(one.on, one.mode, one.answers) for one in made[-HISTORY_JUDGED:]),
                VisitFacts(on, mode, answers),
            ]
            judged = judge(programme, rules_person, facts)
            self._conclude(programme, answers, judged)
            is_late = self._draw.happens(self._material["late_entry"])
            made.append(FollowUp(on, mode, answers, judged, is_late, f"{key}-visit"))
            if since is None and len(made) == LAST:
                break
        return made

    def _days(self, first: date, made: list[FollowUp]) -> Iterator[date]:
        """Working days; some people stop coming."""
        day = first
        while (day := _working_day(day)) <= self._as_of:
            yield day
            if self._draw.happens(self._centre["stops_coming"]):
                return
            asked = made[-1].judgement.next_default or day + timedelta(days=90)
            day = max(asked + timedelta(days=self._draw.number(-3, 9)), day + timedelta(days=2))

    def _habits(self, person: Someone, key: str) -> _Habits:
        draw, rules = self._draw, self._material[key]
        is_man = person.sex == "1"
        height = Decimal(round(draw.about(168 if is_man else 157, 6)))
        drinks = draw.happens(self._material["drinkers"][person.sex])
        times = draw.one((0, 2, 3, 5, 5, 7, 7))
        drugs = draw.some(rules["drugs"], 2 if draw.happens(0.3) else 1)
        with_insulin = "insulins" in rules and draw.happens(rules["insulin"])
        return _Habits(
            height=height,
            weight=float(height - 100) * draw.about(1.02, 0.12),
            smoke=draw.one((5, 10, 10, 20)) if draw.happens(self._material["smokers"][person.sex]) else 0,
            drink=Decimal(draw.one(("0.5", "1.0", "2.0"))) if drinks else Decimal("0.0"),
            exercise=(times, draw.one((20, 30, 40, 60)) if times else 0),
            drugs=tuple(
                {"drug_name": name, "drug_times": times, "drug_dose": Decimal(dose), "drug_unit": unit}
                for name, times, dose, unit in drugs
            ),
            insulin=tuple(draw.one(rules["insulins"])) if with_insulin else None,
            is_controlled=draw.happens(self._centre[key]["controlled"]),
        )

    def _answers(self, person: Someone, key: str, habits: _Habits, on: date) -> dict[str, Any]:
        draw, table = self._draw, self._material
        weight = _tenth(habits.weight + draw.about(0, 0.8))
        sbp, dbp = self._pressure(person, key, habits, on)
        answers: dict[str, Any] = {
            "visit_date": on.isoformat(),
            "mode": draw.pick(table["modes"]),
            "visit_outcome": "1",
            "symptoms": (draw.pick(table[key]["symptoms"]),),
            "sbp": sbp,
            "dbp": dbp,
            "height": habits.height,
            "weight": weight,
            "bmi": body_mass_index(weight, habits.height),
            "smoke": habits.smoke,
            "drink": habits.drink,
            "ex_times": habits.exercise[0],
            "ex_min": habits.exercise[1],
            "psych": draw.pick(table["psych"]),
            "compliance": draw.pick(table["compliance"]),
            "adherence": draw.pick(table["adherence"]),
            "adr": "1",
        }
        if answers["bmi"] >= OVERWEIGHT:
            answers["weight_target"] = _tenth(float(weight) * 0.97)
            answers["bmi_target"] = body_mass_index(answers["weight_target"], habits.height)
        if answers["mode"] == BY_PHONE:
            answers["bp_source"] = "2"
        if answers["adherence"] != "3":
            answers["drugs"] = habits.drugs
        if draw.happens(table["adverse_share"]):
            answers |= {"adr": "2", "adr_text": draw.one(table[key]["adverse"])}
        if draw.happens(table["complication_share"]):
            answers["new_complication"] = "2"
        if key == HYPERTENSION:
            return answers | self._of_hypertension()
        if answers["mode"] != BY_PHONE:
            answers["foot_pulse"] = "1"
        return answers | self._of_diabetes(habits)

    def _of_hypertension(self) -> dict[str, Any]:
        return {"heart_rate": self._draw.number(62, 88), "salt": self._draw.pick(self._material["salt"])}

    def _of_diabetes(self, habits: _Habits) -> dict[str, Any]:
        draw = self._draw
        mean = draw.about(6.1, 0.5) if habits.is_controlled else draw.about(7.9, 1.3)
        answers: dict[str, Any] = {
            "fbg": _tenth(max(4.4, min(mean, 15.8))),
            "fbg_method": "1",
            "staple": draw.one((200, 250, 250, 300, 350)),
            "hypo": "2" if draw.happens(0.04) else "1",
        }
        if habits.insulin:
            answers |= {"insulin_kind": habits.insulin[0], "insulin_use": habits.insulin[1]}
        return answers

    def _pressure(self, person: Someone, key: str, habits: _Habits, on: date) -> tuple[int, int]:
        draw = self._draw
        if draw.happens(self._material["emergency_share"]):
            return draw.number(180, 196), draw.number(96, 112)
        is_well = habits.is_controlled or key == DIABETES
        limit = 150 if person.age(on) >= 65 else 140
        mean = limit - 12 if is_well else limit + 8
        sbp = round(draw.about(mean, 6))
        dbp = round(draw.about(80 if is_well else 88, 5))
        return max(100, min(sbp, 178)), max(58, min(dbp, sbp - 24, 106))

    def _conclude(self, programme: Programme, answers: dict[str, Any], judged: Judgement) -> None:
        """What the doctor writes at the end: class, next date, what an emergency or a referral asks for."""
        if judged.grade:
            answers["class"] = judged.grade
        if judged.next_default:
            answers["next_date"] = judged.next_default.isoformat()
        if judged.is_emergency:
            answers |= {
                "sbp_second": max(int(answers["sbp"]) - 6, 60),
                "dbp_second": max(int(answers["dbp"]) - 4, 40),
                "emergency_done": self._material["emergency_done"],
                "emergency_outcome": "1",
            }
        if judged.referral_result_due:
            suffix = "" if programme.key == HYPERTENSION else "_diabetes"
            answers["ref_reason"] = self._material[f"refer_reason{suffix}"]
            answers["ref_org_dept"] = self._material[f"refer_to{suffix}"]


def _working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > FRIDAY else 0)


def _tenth(value: float) -> Decimal:
    return Decimal(f"{value:.1f}")


def entries_of(made: FollowUp, at: datetime) -> dict[str, Any]:
    """The story of each answer, as `Filling.entries_document` writes it."""
    stamp = at.isoformat()
    return {
        "entries": {
            link_id: {
                "value": value,
                "origin": "calculated" if link_id in made.calculated else "typed",
                "fresh": True,
                "at": stamp,
            }
            for link_id, value in made.answers.items()
        },
        "accepted": [],
    }


def measure_of(visit: Visit, code: str, value: Any, unit: str) -> Measure:
    """A measured value of a visit, as a row for `add_bulk`."""
    row = Measure.__new__(Measure)
    row.__dict__.update(
        visit_id=visit.id,
        code=code,
        resident_id=visit.resident_id,
        measured_on=visit.visited_on,
        value=value,
        unit=unit,
    )
    return row
