"""The judge, whatever it is given."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.grading import judge
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.rules import Action

KNOWN = Programmes.read()
PRESSURES = st.integers(40, 300)
KEYS = [
    *("sbp", "dbp", "fbg", "adr", "hypo", "symptoms", "danger_signs", "new_complication", "visit_outcome"),
    *("risk", "insight", "symptom_level", "sf_work", "missed", "supervisor", "phase", "stop_reason", "comp"),
]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 400), st.floats(), st.decimals(), st.text(max_size=5)
)
WILD = st.dictionaries(st.sampled_from(KEYS), st.one_of(SCALARS, st.lists(SCALARS, max_size=3)), max_size=12)
DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@st.composite
def persons(draw: st.DrawFn) -> Person:
    return Person(
        born=draw(st.none() | DAYS),
        sex=draw(st.sampled_from([None, "male", "female"])),
        is_pregnant=draw(st.booleans()),
        has_consented=draw(st.booleans()),
    )


@st.composite
def visits(draw: st.DrawFn) -> list[VisitFacts]:
    days = sorted(draw(st.lists(DAYS, min_size=1, max_size=4)))
    return [VisitFacts(day, draw(st.sampled_from(["clinic", "phone", "9"])), draw(WILD)) for day in days]


@given(st.sampled_from(KNOWN.all()), persons(), visits())
def test_no_answer_however_wild_upsets_the_judge(
    programme: Any, person: Person, made: list[VisitFacts]
) -> None:
    judgement = judge(programme, person, made)
    assert judgement.grade in {None, *(grade.code for grade in programme.grades)}
    assert judgement.grade is None or not judgement.missing
    if judgement.next_default is not None:
        assert judgement.next_default > made[-1].on
        assert judgement.next_latest is not None
        assert judgement.next_default <= judgement.next_latest


@given(PRESSURES, PRESSURES, st.booleans(), st.integers(20, 100))
def test_the_class_of_a_pressure_is_never_better_than_the_target_allows(
    sbp: int, dbp: int, has_reaction: bool, years: int
) -> None:
    day = date(2026, 11, 22)
    person = Person(day - timedelta(days=round(years * 365.2425)))
    answers = {"sbp": Decimal(sbp), "dbp": dbp, "adr": "2" if has_reaction else "1"}
    judgement = judge(KNOWN.get("hypertension"), person, [VisitFacts(day, "clinic", answers)])
    limit = 150 if (person.years_on(day) or 0) >= 65 else 140
    is_high = sbp >= limit or dbp >= 90
    assert judgement.grade == ("3" if has_reaction else "2" if is_high else "1")
    assert judgement.is_emergency is (sbp >= 180 or dbp >= 110)
    assert (judgement.action is Action.CONTINUE) is (judgement.grade == "1" and not judgement.is_emergency)
