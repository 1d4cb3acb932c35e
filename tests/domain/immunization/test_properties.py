"""What holds for every child and every history, tried on many of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthdesk.domain.immunization.card import card
from healthdesk.domain.immunization.evaluation import evaluate
from healthdesk.domain.immunization.forecast import Forecast, Status, forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Context, Exposure, Immunoglobulin, Person
from healthdesk.domain.immunization.stops import stops
from tests.domain.immunization.builders import the_schedule

SCHEDULE = the_schedule()
PRODUCTS = sorted(SCHEDULE.products)
USUAL = ["HepB", "IPV", "bOPV", "DTaP", "MMR", "JE-L", "MPSV-A", "Hib", "PCV13", "RV5", "influenza", "rabies"]
UNRELATED = ("influenza", "rabies", "EV71", "PPSV23")
IN_FORCE = date(2026, 7, 3)
FAR = date(2046, 1, 1)
in_peace = settings(deadline=None)  # a busy machine is no fault of the engine

SELF_PAID = [key for key, group in SCHEDULE.editions[-1].groups.items() if not group.is_programme]
wishes = st.frozensets(st.sampled_from([*SELF_PAID, "HPV"]), max_size=4)
immunoglobulins = st.builds(
    Immunoglobulin,
    st.dates(date(2024, 1, 1), date(2026, 7, 2)),
    st.sampled_from(["", "hepatitis-b", "intravenous"]),
    st.none() | st.sampled_from([Decimal("0.4"), Decimal(2)]),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 7, 2)),
)
exposures = st.builds(
    Exposure,
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sampled_from(["I", "II", "III"]),
    st.sampled_from(["head-face", "other"]),
    st.sampled_from(["healthy", "unknown", "bat"]),
    st.sampled_from(["essen", "zagreb"]),
)
contexts = st.builds(
    Context,
    mother_hbsag=st.sampled_from(["", "positive", "negative", "unknown"]),
    birth_weight_g=st.sampled_from([None, 1500, 3200]),
    hepb_response=st.sampled_from(["", "low"]),
    stable=st.sampled_from([None, True, False]),
    tb_skin_test=st.sampled_from(["", "positive", "negative"]),
    hiv=st.sampled_from(["", "positive", "exposed_unknown", "negative"]),
    immune_state=st.sampled_from(["", "normal", "deficient", "severe", "complement"]),
    pregnant=st.sampled_from([None, True]),
    high_risk=st.sampled_from([None, True]),
    immunoglobulins=st.lists(immunoglobulins, max_size=1).map(tuple),
    region=st.sampled_from(["", "Xinjiang", "Jiangsu"]),
    je_product=st.sampled_from(["", "JE-I", "JE-L"]),
    former_region=st.sampled_from(["", "Xinjiang"]),
    exposures=st.lists(exposures, max_size=2).map(tuple),
    contraindicated=st.frozensets(st.sampled_from(["MMR", "DTP", "RABIES"]), max_size=1),
    wanted=wishes,
)
births = st.dates(date(2008, 1, 1), date(2026, 12, 31)) | st.dates(date(1930, 1, 1), date(2007, 12, 31))
sexes = st.sampled_from(["M", "F"])
persons = st.builds(Person, born=births, sex=sexes, context=contexts)
healthy = st.builds(Person, born=births, sex=sexes, context=st.builds(Context, wanted=wishes))
histories = st.lists(
    st.builds(Given, st.sampled_from([*PRODUCTS, "XYZ"]), st.dates(date(2007, 1, 1), date(2030, 1, 1))),
    max_size=12,
)


@st.composite
def usual_histories(draw: st.DrawFn, born: date) -> list[Given]:
    """Doses of the programme at plausible ages, some too early, some doubled."""
    codes = draw(st.lists(st.sampled_from(USUAL), max_size=8))
    return [Given(code, born + timedelta(days=draw(st.integers(0, 1500)))) for code in codes]


@st.composite
def children(draw: st.DrawFn) -> tuple[Person, list[Given], date]:
    """A child, doses it had, and a day under the newest edition."""
    child = draw(persons)
    history = draw(usual_histories(child.born) | histories)
    start = max(child.born, IN_FORCE)
    return child, history, start + timedelta(days=draw(st.integers(0, 1500)))


def given_on_time(one: Forecast, on: date) -> Given:
    assert one.product is not None
    assert one.earliest is not None
    return Given(one.product, max(one.earliest, on))


@in_peace
@given(persons, histories, st.dates(date(2007, 1, 1), date(2060, 1, 1)), st.sampled_from(PRODUCTS))
def test_no_history_stops_the_engine(person: Person, history: list[Given], on: date, product: str) -> None:
    assert len(evaluate(person, history, SCHEDULE)) == len(history)
    forecast(person, history, SCHEDULE, on)
    card(person, history, SCHEDULE, on)
    stops(person, history, SCHEDULE, product, on)


@in_peace
@given(children())
def test_a_forecast_dose_given_on_its_day_counts(child: tuple[Person, list[Given], date]) -> None:
    person, history, on = child
    past = [dose for dose in history if dose.on <= on]
    for one in forecast(person, past, SCHEDULE, on):
        if one.earliest:
            verdict = evaluate(person, [*past, given_on_time(one, on)], SCHEDULE)[-1]
            assert verdict.is_valid, (one, verdict)
            assert one.place in verdict.places


@in_peace
@given(children())
def test_a_forecast_dose_is_not_stopped_on_its_day(child: tuple[Person, list[Given], date]) -> None:
    person, history, on = child
    past = [dose for dose in history if dose.on <= on]
    today = {dose.vaccine for dose in past if dose.on == on}
    for one in forecast(person, past, SCHEDULE, on):
        if one.status in (Status.DUE, Status.OVERDUE) and one.product and not today:
            assert stops(person, past, SCHEDULE, one.product, on) == ()


@in_peace
@given(children())
def test_the_day_before_the_first_day_is_stopped(child: tuple[Person, list[Given], date]) -> None:
    person, history, on = child
    past = [dose for dose in history if dose.on <= on]
    for one in forecast(person, past, SCHEDULE, on):
        if one.status is Status.NOT_YET_DUE and one.product and SCHEDULE.products[one.product].is_programme:
            assert stops(person, past, SCHEDULE, one.product, on)


@settings(deadline=None, max_examples=40)
@given(healthy, st.integers(0, 6 * 365))
def test_every_due_dose_on_time_completes_the_schedule(person: Person, late_by: int) -> None:
    history: list[Given] = []
    on = max(person.born, IN_FORCE) + timedelta(days=late_by)
    for _ in range(40):
        due = [one for one in forecast(person, history, SCHEDULE, on) if one.earliest]
        if not due:
            break
        on = min(given_on_time(one, on).on for one in due)
        history += [Given(one.product or "", on) for one in due if one.earliest and one.earliest <= on]
        assert all(verdict.is_valid for verdict in evaluate(person, history, SCHEDULE))
    done = {Status.COMPLETE, Status.NOT_INDICATED, Status.CONDITIONAL}
    assert {one.status for one in forecast(person, history, SCHEDULE, on)} <= done


@in_peace
@given(children(), st.sampled_from(UNRELATED), st.integers(-400, 400))
def test_an_unrelated_dose_changes_nothing(
    child: tuple[Person, list[Given], date], vaccine: str, days: int
) -> None:
    person, history, on = child
    other = Given(vaccine, on + timedelta(days=days))
    own = {*SCHEDULE.products[vaccine].counts_for, "EV71"}  # which keeps away from every other vaccine
    before, after = (forecast(person, had, SCHEDULE, on) for had in (history, [*history, other]))
    assert [one for one in after if one.group not in own] == [one for one in before if one.group not in own]
    told = zip(
        evaluate(person, [*history, other], SCHEDULE), evaluate(person, history, SCHEDULE), strict=False
    )
    for after, before in told:
        known = SCHEDULE.products.get(after.vaccine)
        assert after == before or (known and own.intersection(known.counts_for))


@in_peace
@given(children())
def test_the_order_of_entry_does_not_matter(child: tuple[Person, list[Given], date]) -> None:
    person, history, on = child
    other = sorted(history, key=lambda dose: (dose.vaccine, dose.on), reverse=True)
    assert forecast(person, other, SCHEDULE, on) == forecast(person, history, SCHEDULE, on)
    told = sorted((one.vaccine, one.on, one.text) for one in evaluate(person, history, SCHEDULE))
    assert told == sorted((one.vaccine, one.on, one.text) for one in evaluate(person, other, SCHEDULE))


@in_peace
@given(children())
def test_doses_after_the_day_are_not_known_yet(child: tuple[Person, list[Given], date]) -> None:
    person, history, on = child
    known = [dose for dose in history if dose.on <= on]
    assert forecast(person, history, SCHEDULE, on) == forecast(person, known, SCHEDULE, on)


@in_peace
@given(persons, histories, st.dates(date(2007, 1, 1), date(2060, 1, 1)))
def test_every_reason_is_a_sentence_with_its_source(person: Person, history: list[Given], on: date) -> None:
    for one in forecast(person, history, SCHEDULE, on):
        assert one.reasons
        for reason in one.reasons:
            assert reason.text
            assert "{" not in reason.text
            assert reason.source
            assert reason.confidence in {"C", "C1", "K", "P"}


@pytest.mark.parametrize("year", [1, 9998])
def test_a_mistyped_year_is_only_a_wrong_date(year: int) -> None:
    child = Person(date(2024, 5, 20), "F")
    history = [Given("HepB", date(year, 12, 31)), Given("MMR", date(year, 1, 1))]
    assert len(evaluate(child, history, SCHEDULE)) == 2
    assert forecast(child, history, SCHEDULE, FAR)
