"""The named functions a form may use to fill an item: `urn:healthdesk:calculated`.

An item that is calculated and readOnly is never typed. One that is calculated and not readOnly is
a proposal: it fills the item until somebody types something else.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from healthdesk.base.calendar import age_on
from healthdesk.domain import numbering
from healthdesk.domain.forms import (
    archive,
    checkup,
    child,
    child_growth,
    copd,
    family_contract,
    maternal,
    mental_disorder,
    public_health,
    report_clocks,
    tcm,
    tuberculosis,
)
from healthdesk.domain.forms.answers import Answer, Answers, as_date, as_number, normalise_item
from healthdesk.domain.forms.definition import Form, Item
from healthdesk.domain.forms.entries import Entry, Origin
from healthdesk.domain.forms.subject import Known, Subject, stated_identity

Calculation = Callable[[Known], Answer | None]

_ONE_DECIMAL = Decimal("0.1")


def body_mass_index(weight_kg: Decimal, height_cm: Decimal) -> Decimal | None:
    """Weight / (height/100)², one decimal, halves away from zero; None for impossible input."""
    if weight_kg <= 0 or height_cm <= 0:
        return None
    return (weight_kg * 10_000 / (height_cm * height_cm)).quantize(_ONE_DECIMAL, rounding=ROUND_HALF_UP)


def _height(known: Known) -> Decimal | None:
    return as_number(known.answers.get("height")) or known.subject.height_cm


def _bmi_of(known: Known, weight_link_id: str) -> Decimal | None:
    weight, height = as_number(known.answers.get(weight_link_id)), _height(known)
    return body_mass_index(weight, height) if weight is not None and height is not None else None


def _bmi(known: Known) -> Answer | None:
    return _bmi_of(known, "weight")


def _bmi_target(known: Known) -> Answer | None:
    return _bmi_of(known, "weight_target")


def _height_of_archive(known: Known) -> Answer | None:
    return known.subject.height_cm


def _today(known: Known) -> Answer | None:
    return known.subject.today.isoformat()


def _birth_date_of_id(known: Known) -> Answer | None:
    number = stated_identity(known)
    return number.born.isoformat() if number else None


def _sex_of_id(known: Known) -> Answer | None:
    number = stated_identity(known)
    return number.sex if number else None


def _age_in(known: Known) -> tuple[int, str] | None:
    """Completed years with unit "1"; completed months with unit "2" below one year."""
    on = as_date(known.answers.get("out_date")) or known.subject.today
    born = known.subject.born
    if born is None or on < born:
        return None
    age = age_on(born, on)
    return (age.years, "1") if age.years else (age.total_months, "2")


def _age(known: Known) -> Answer | None:
    age = _age_in(known)
    return age[0] if age else None


def _age_unit(known: Known) -> Answer | None:
    age = _age_in(known)
    return age[1] if age else None


def _area(known: Known) -> Answer | None:
    if known.subject.is_rural is None:
        return None
    return "2" if known.subject.is_rural else "1"


def _archive_no8(known: Known) -> Answer | None:
    return numbering.short(known.subject.archive_no) if known.subject.archive_no else None


CALCULATIONS: dict[str, Calculation] = {
    "age": _age,
    "age-unit": _age_unit,
    "archive-no8": _archive_no8,
    "area": _area,
    "birth-date-of-id": _birth_date_of_id,
    "bmi": _bmi,
    "bmi-target": _bmi_target,
    "height-of-archive": _height_of_archive,
    "sex-of-id": _sex_of_id,
    "today": _today,
    **archive.CALCULATIONS,
    **checkup.CALCULATIONS,
    **child.CALCULATIONS,
    **child_growth.CALCULATIONS,
    **copd.CALCULATIONS,
    **family_contract.CALCULATIONS,
    **maternal.CALCULATIONS,
    **mental_disorder.CALCULATIONS,
    **public_health.CALCULATIONS,
    **report_clocks.CALCULATIONS,
    **tcm.CALCULATIONS,
    **tuberculosis.CALCULATIONS,
}


def _is_possible(item: Item, value: Answer) -> bool:
    number = as_number(value) if item.hard else None
    return item.hard is None or number is None or item.hard.holds(number)


def computed(form: Form, subject: Subject, entries: Mapping[str, Entry], last: Answers) -> dict[str, Entry]:
    """Every calculation, in paper order; a proposal gives way to whatever a person has entered.

    From a value beyond its hard limits nothing is computed: no mass index of a weight of 780 kg.
    """
    found = dict(entries)
    values = {
        link_id: entry.value
        for link_id, entry in entries.items()
        if not form.has(link_id) or _is_possible(form.item(link_id), entry.value)
    }
    for item in form.calculated():
        present = found.get(item.link_id)
        if not item.is_read_only and present and present.origin is not Origin.CALCULATED:
            continue
        value = normalise_item(item, CALCULATIONS[item.calculated or ""](Known(values, subject, last)))
        found.pop(item.link_id, None)
        values.pop(item.link_id, None)
        if value is not None:
            found[item.link_id] = Entry(value, Origin.CALCULATED)
            values[item.link_id] = value
    return found
