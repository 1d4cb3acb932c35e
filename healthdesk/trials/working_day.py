"""What staff do in a day, through the services: follow-ups, doses, referrals."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from healthdesk.base import errors
from healthdesk.base.calendar import years_on
from healthdesk.desk import Desk
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.doses import NewDose
from healthdesk.services.prefill import About
from healthdesk.services.rows import ExportRow

PRESSURES = ((132, 84), (146, 88), (158, 92), (128, 78), (186, 112))
GLUCOSE = ("6.2", "6.9", "8.4", "7.0", "5.8")
COMMON: dict[str, Any] = {
    "mode": "1",
    "symptoms": ["1"],
    "height": "162",
    "weight": "60",
    "smoke": 0,
    "drink": "0",
    "ex_times": 5,
    "ex_min": 30,
    "psych": "1",
    "compliance": "1",
    "adherence": "1",
    "adr": "1",
    "drugs": [{"drug_name": "氨氯地平", "drug_times": 1, "drug_dose": "5", "drug_unit": "mg"}],
}
EMERGENCY: dict[str, Any] = {
    "sbp_second": 178,
    "dbp_second": 104,
    "emergency_done": "休息后复测，已联系上级医院",
    "emergency_outcome": "1",
}
REFERRAL: dict[str, Any] = {
    "to_org": "市第一人民医院",
    "to_dept": "心血管内科",
    "impression": "高血压",
    "treatment": "生活方式指导，按原方案服药",
    "phone": "13800005521",
    "address": "幸福里 3-2-501",
    "from_phone": "010-88005521",
}
Counted = tuple[int, tuple[str, ...], tuple[str, ...]]


def follow_ups(desk: Desk, people: Sequence[ExportRow], count: int) -> Counted:
    """`count` visits of adults, hypertension and diabetes in turn, some of them emergencies."""
    today = desk.clock.today()
    adults = [one for one in people if one.born and years_on(one.born, today) >= 35]
    wrong: list[str] = []
    for number, person in enumerate(adults[:count]):
        programme = "hypertension" if number % 4 else "diabetes"
        desk.enrolments.enrol(person.id, programme)
        sheet = desk.visits.start(person.id, programme)
        filling = _answered(sheet.filling, _answers(programme, number))
        try:
            signed = desk.visits.sign(person.id, programme, filling)
        except errors.InvalidInput as error:
            wrong.append(f"a {programme} visit was refused: {error}")
        else:
            if signed.grade is None or signed.next_due is None:
                wrong.append(f"a {programme} visit has no class or no next date")
    done = min(count, len(adults))
    return done, tuple(wrong) if done == count else (*wrong, f"only {done} adults"), ()


def doses(desk: Desk, people: Sequence[ExportRow], count: int) -> Counted:
    """`count` doses that the schedule says are due today, the youngest people first."""
    today = desk.clock.today()
    given, wrong = 0, []
    for person in sorted(
        (one for one in people if one.born), key=lambda one: one.born or today, reverse=True
    ):
        if given == count:
            break
        product = _due_product(desk, person.id, today)
        if product is None:
            continue
        recorded = desk.immunization.record(
            person.id,
            NewDose(product, today, lot="202603018", expires_on=date(today.year + 1, 9, 14), site="1"),
        )
        given += 1
        if not recorded.counts_as:
            wrong.append(f"a due dose of {product} does not count")
    if given < count:
        wrong.append(f"only {given} people had a dose due")
    return given, tuple(wrong), ()


def referrals(desk: Desk, count: int) -> Counted:
    """`count` referrals out of the latest follow-ups."""
    for visit in desk.visits.all(limit=count):
        sheet = desk.referrals.start(visit.resident_id, About(visit.id))
        missing = {key: value for key, value in REFERRAL.items() if sheet.value(key) is None}
        desk.referrals.refer(visit.resident_id, _answered(sheet, missing), About(visit.id))
    made = len(desk.referrals.all())
    return made, () if made == count else (f"{made} referrals instead of {count}",), ()


def _answers(programme: str, number: int) -> dict[str, Any]:
    sbp, dbp = PRESSURES[number % len(PRESSURES)]
    answers = {**COMMON, "sbp": sbp, "dbp": dbp}
    if programme == "hypertension":
        answers |= {"heart_rate": 72 + number % 9, "salt": "2"}
    else:
        answers |= {"fbg": GLUCOSE[number % len(GLUCOSE)], "foot_pulse": "1", "staple": 300, "hypo": "1"}
    return answers | EMERGENCY


def _answered(filling: Filling, answers: dict[str, Any]) -> Filling:
    """Answer what the form asks; what it does not ask is left alone."""
    for link_id, value in answers.items():
        if filling.form.has(link_id):
            filling = filling.answer(link_id, value)
    return filling


def _due_product(desk: Desk, resident_id: str, today: date) -> str | None:
    card = desk.immunization.card(resident_id, today)
    return next(
        (one.product for one in card.forecasts if one.status in ("due", "overdue") and one.product), None
    )
