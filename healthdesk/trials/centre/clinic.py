"""What a demonstration shows besides follow-ups: pregnancies with their schedule, and encounters.

Each is a whole sheet, filled in and judged as at the desk, which takes as long as there: a large centre is
made to be measured and has none. How many, and up to which size: `resources/demo/clinic.json`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.next_service import NextService, next_service
from healthdesk.domain.programmes.programme import Programme
from healthdesk.trials.centre.draw import Draw, material
from healthdesk.trials.centre.follow_ups import FollowUp
from healthdesk.trials.centre.people import Someone
from healthdesk.trials.centre.planned import PlannedRecords

MATERNAL, BOOKING, OUTCOME = "maternal", "antenatal-first", "pregnancy-outcome"
LAST_OF_MATERNAL = "postpartum-42-days"
ARCHIVE, ENCOUNTER = "archive", "encounter"
TERM_DAYS, WEEK = 280, 7
LONGEST_AFTER_BIRTH = 420
"""Days since a birth up to which its mother's pregnancy is told."""


class Clinic:
    """Makes the records of one centre, one person after the other."""

    def __init__(self, seed: int, as_of: date, sheets: PlannedRecords, programmes: Mapping[str, Programme]):
        self._draw, self._as_of = Draw(seed), as_of
        self._sheets, self._programmes = sheets, programmes
        self._material = material("clinic")
        self._left = int(self._material["encounters"]["sheets"])
        self._told: set[str] = set()

    def is_for(self, residents: int) -> bool:
        """Whether a centre of that size has them."""
        return residents <= int(self._material["largest"])

    def pregnancy(self, mother: Someone, doctor: str) -> list[FollowUp]:
        """The checks of a pregnancy that goes on; none for somebody who has not booked yet."""
        habits = self._material["pregnancies"]
        if not self._draw.happens(habits["booked"]):
            return []
        begun = self._as_of - timedelta(days=self._draw.number(*habits["days_so_far"]))
        return self._course(mother, begun, None, doctor)

    def birth(self, mother: Someone, born: date, doctor: str) -> list[FollowUp]:
        """Pregnancy, outcome and the visits after it of somebody whose child was born lately."""
        if (self._as_of - born).days > LONGEST_AFTER_BIRTH or mother.id in self._told:
            return []
        self._told.add(mother.id)
        begun = born - timedelta(days=TERM_DAYS + self._draw.number(-10, 5))
        return self._course(mother, begun, born, doctor)

    def encounters(self, person: Someone, doctor: str) -> list[FollowUp]:
        """One visit to the clinic with a complaint of that age, of few people."""
        told = self._material["encounters"]
        if self._left <= 0 or not self._draw.happens(told["share"]):
            return []
        on = self._as_of - timedelta(days=self._draw.number(*told["days_ago"]))
        age = person.age(on)
        cases = [case for case in told["cases"] if case["from"] <= age < case["below"]]
        if not cases or on <= person.born:
            return []
        self._left -= 1
        case = self._draw.one(cases)
        mean, spread, decimals = case["temperature"]
        said = {
            **{key: case[key] for key in ("subjective", "objective", "plan")},
            "assessment": case["text"],
            "diagnoses": [{"diagnosis_code": case["code"], "diagnosis_text": case["text"]}],
            "temperature": f"{self._draw.about(mean, spread):.{decimals}f}",
        }
        service = NextService("", "", ENCOUNTER, on, on)
        return [self._sheets.record(person, self._programmes[ARCHIVE], service, on, (), said, doctor)]

    def _course(self, mother: Someone, begun: date, born: date | None, doctor: str) -> list[FollowUp]:
        made: list[FollowUp] = []
        for service, on, said in self._services(mother, begun, born, made):
            programme = self._programmes[MATERNAL]
            made.append(self._sheets.record(mother, programme, service, on, made, said, doctor))
        return made

    def _services(
        self, mother: Someone, begun: date, born: date | None, made: list[FollowUp]
    ) -> Iterator[tuple[NextService, date, dict[str, Any]]]:
        """What was done on which day until today; `made` grows meanwhile and says what comes next."""
        habits, programme = self._material["pregnancies"], self._programmes[MATERNAL]
        dated, size = {"lmp": begun.isoformat()}, self._draw.about(0, 1)
        on = begun + timedelta(days=self._draw.number(*habits["booking_after_days"]))
        first = NextService("A1", "", BOOKING, on, on)
        yield first, on, dated | self._at_week(BOOKING, (on - begun).days / WEEK, size)
        whom, is_born = Person(mother.born, "female", is_pregnant=True), False
        while service := next_service(programme, whom, _facts(made), on + timedelta(days=1)):
            opens = max(service.opens_on, on + timedelta(days=1))
            on = min(opens + timedelta(days=self._draw.number(*habits["days_after"])), service.closes_on)
            if born and not is_born and on >= born:
                is_born, stay = True, timedelta(days=self._draw.number(*habits["stay_days"]))
                on = born + timedelta(days=self._draw.number(*habits["outcome_after_days"]))
                service = NextService("OUT", "", OUTCOME, born, on)
                dated |= {"delivery_date": born.isoformat(), "discharge_date": (born + stay).isoformat()}
            if on > self._as_of or (service.form == OUTCOME and not is_born):
                return
            yield service, on, dated | self._at_week(service.form, (on - begun).days / WEEK, size)

    def _at_week(self, form: str, week: float, size: float) -> dict[str, Any]:
        """What grows with the pregnancy, in a woman who is so much larger or smaller than others."""
        values: Mapping[str, Any] = self._material["by_week"].get(form, {})
        return {
            key: f"{self._draw.about(start + rise * week + size * own, 0.4):.{decimals}f}"
            for key, (start, rise, own, decimals) in values.items()
        }


def _facts(made: list[FollowUp]) -> list[VisitFacts]:
    return [VisitFacts(one.on, one.mode, one.answers, one.form) for one in made]
