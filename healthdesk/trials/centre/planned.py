"""Records of programmes that plan by age or year: visits of children, check-ups of older people.

Each is a whole sheet, filled in and judged as at the desk, which takes as long as there. So many are written
as `resources/demo/planned.json` says, whatever the size of the centre.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from healthdesk.base.calendar import age_on
from healthdesk.domain import growth
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.entries import Origin
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from healthdesk.domain.programmes.appraisal import appraise
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.next_service import VISIT_KEY, NextService, next_service
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services.reading import WORDS_OF_SEX
from healthdesk.trials.centre.draw import Draw, material
from healthdesk.trials.centre.follow_ups import FollowUp
from healthdesk.trials.centre.people import Someone
from healthdesk.trials.filling_in import plain_answer

CHECKUP = "health-checkup"
GROUPS = {"older-people": "1", "hypertension": "2", "diabetes": "3"}
"""For whom the check-up has more items (archive-chronic/03 J)."""

ROUNDS = 6
"""Answers open questions, whose answers open others; none is deeper than this."""


class PlannedRecords:
    """Makes the records that a person has had by now; none once enough sheets are written."""

    def __init__(self, draw: Draw, as_of: date, forms: Forms, programmes: Programmes) -> None:
        self._draw, self._as_of = draw, as_of
        self._forms, self._programmes = forms, programmes
        self._material = material("planned")
        self._left = int(self._material["sheets"])

    def of(self, person: Someone, key: str, active: frozenset[str], doctor: str) -> list[FollowUp]:
        """The records of `person` in the programme, the oldest first; `active` are all he is in."""
        share = self._material["shares"].get(key, 0)
        if self._left <= 0 or not self._draw.happens(share):
            return []
        programme = self._programmes.get(key)
        whom = Person(person.born, WORDS_OF_SEX[person.sex])
        size, made = self._draw.about(0, 0.7), list[FollowUp]()
        day = person.born if key == "child" else self._as_of - timedelta(days=self._draw.number(30, 330))
        while service := next_service(programme, whom, _facts(made), day):
            on = max(service.opens_on, day) + timedelta(days=self._draw.number(*self._material["days_after"]))
            on = min(on, service.closes_on)
            if on > self._as_of or (made and on <= made[-1].on):
                break
            own = {
                "groups": [box for box_of, box in GROUPS.items() if box_of in active],
                **self._grown(person, on, size),
                **self._family(person),
            }
            made.append(self.record(person, programme, service, on, made, own, doctor))
            day = on + timedelta(days=1)
            if programme.yearly:
                break
        self._left -= len(made)
        return made

    def record(  # noqa: PLR0913  all that a sheet depends on
        self,
        person: Someone,
        programme: Programme,
        service: NextService,
        on: date,
        before: Sequence[FollowUp],
        own: Mapping[str, Any],
        doctor: str,
    ) -> FollowUp:
        """One sheet of that day with these answers of the person's own, the others usual ones, and judged."""
        filling = self._filled(person, service, on, own, doctor)
        answers = dict(filling.answers())
        whom = Person(person.born, WORDS_OF_SEX[person.sex])
        judged = appraise(programme, whom, [*_facts(before), VisitFacts(on, "1", answers, service.form)])
        if judged.next_default and filling.form.next_date:
            answers[filling.form.next_date] = judged.next_default.isoformat()
        entries = filling.entries.items()
        calculated = frozenset(key for key, entry in entries if entry.origin is Origin.CALCULATED)
        return FollowUp(on, "", answers, judged, is_late=False, form=service.form, calculated=calculated)

    def _filled(
        self, person: Someone, service: NextService, on: date, own: Mapping[str, Any], doctor: str
    ) -> Filling:
        """The sheet with every question answered, most of them with what is usual."""
        form = self._forms.current(service.form)
        subject = Subject(today=on, sex=person.sex, born=person.born, at_desk=doctor)
        known = {
            form.service_date: on.isoformat(),
            VISIT_KEY: service.key,
            "name": person.name,
            "sex": person.sex,
            "birth_date": person.born.isoformat(),
            "responsible_doctor": doctor,
            "doctor": doctor,
            **self._material["usual"].get(service.form, {}),
            **self._measured(service.form),
            **own,
        }
        known = {key: value for key, value in known.items() if value not in (None, "", []) and form.has(key)}
        filling = Filling.start(form, subject, prefill=known)
        for _ in range(ROUNDS):
            gaps = filling.gaps()
            if not gaps:
                break
            later = on + timedelta(days=90)
            known |= {key: plain_answer(form.item(key), self._material["text"], later) for key in gaps}
            filling = Filling.start(form, subject, prefill=known)
        return filling

    def _measured(self, form: str) -> dict[str, Any]:
        values: Mapping[str, Any] = self._material["measured"].get(form, {})
        return {
            key: f"{self._draw.about(mean, spread):.{decimals}f}"
            for key, (mean, spread, decimals) in values.items()
        }

    def _grown(self, person: Someone, on: date, size: float) -> dict[str, Any]:
        """Weight, length and head of a child that keeps to its curve; nothing for others."""
        age = age_on(person.born, on)
        months = Decimal(12 * age.years + age.months)
        found: dict[str, Any] = {}
        for key, (indicator, decimals) in self._material["growth"].items():
            row = growth.tables().limits(WORDS_OF_SEX[person.sex], indicator, months, "sd")
            if row is not None:
                middle, above = row[1]["0"], row[1]["+1SD"]
                z = size + self._draw.about(0, 0.15)
                found[key] = f"{float(middle) + z * float(above - middle):.{decimals}f}"
        if found:
            teeth = int(months) - int(self._material["teeth_from_month"])
            found["teeth"] = max(0, min(20, teeth))
        return found

    def _family(self, person: Someone) -> dict[str, Any]:
        mother = person.parents[1]
        if mother is None:
            return {}
        return {"mother_name": mother.name, "mother_phone": mother.phone}


def _facts(made: Sequence[FollowUp]) -> list[VisitFacts]:
    return [VisitFacts(one.on, one.mode, one.answers, one.form) for one in made]
