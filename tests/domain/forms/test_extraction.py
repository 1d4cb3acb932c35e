"""Measures come out of answers under the code and unit the form says."""

from decimal import Decimal

from healthdesk.domain.forms.calculations import body_mass_index
from healthdesk.domain.forms.extraction import Measured, measures
from tests.domain.forms.builders import FORMS, FRESH_VISIT, a_hypertension_visit


def test_the_measures_of_a_visit_are_found_in_paper_order() -> None:
    filling = a_hypertension_visit(**FRESH_VISIT)
    assert measures(filling.form, filling.answers()) == (
        Measured("sbp", Decimal(138), "mmHg"),
        Measured("dbp", Decimal(84), "mmHg"),
        Measured("height", Decimal(158), "cm"),
        Measured("weight", Decimal("63.5"), "kg"),
        Measured("bmi", Decimal("25.4"), "kg/m²"),
        Measured("heart_rate", Decimal(76), "次/分"),
    )


def test_glucose_is_a_measure_of_the_diabetes_visit() -> None:
    found = measures(
        FORMS.current("diabetes-visit"), {"fbg": Decimal("6.4"), "hba1c": Decimal("7.1"), "tests": "x"}
    )
    assert found == (Measured("fbg", Decimal("6.4"), "mmol/L"), Measured("hba1c", Decimal("7.1"), "%"))


def test_the_body_mass_index_has_one_decimal_and_needs_sense() -> None:
    assert body_mass_index(Decimal("63.5"), Decimal(158)) == Decimal("25.4")
    assert body_mass_index(Decimal(24), Decimal(100)) == Decimal("24.0")
    assert body_mass_index(Decimal(0), Decimal(158)) is None
    assert body_mass_index(Decimal(60), Decimal(0)) is None
