"""Weight of adults: overweight, obese, central obesity (hypertension, section 2)."""

from dataclasses import dataclass
from decimal import Decimal

OVERWEIGHT_FROM = Decimal(24)
OBESE_FROM = Decimal(28)
CENTRAL_FROM_CM = {"male": Decimal(90), "female": Decimal(85)}


@dataclass(frozen=True, slots=True)
class WeightStatus:
    """The exact body mass index (kg/m²) and what it means; `is_central` is None without a waist."""

    bmi: Decimal
    is_overweight: bool
    is_obese: bool
    is_central: bool | None


def weight_status(
    weight_kg: Decimal, height_cm: Decimal, waist_cm: Decimal | None = None, sex: str | None = None
) -> WeightStatus:
    """The status of an adult; limits are tested before rounding. Raises ValueError for sizes of zero."""
    if weight_kg <= 0 or height_cm <= 0:
        raise ValueError("size")
    bmi = weight_kg * 10_000 / (height_cm * height_cm)
    limit = CENTRAL_FROM_CM.get(sex or "")
    return WeightStatus(
        bmi=bmi,
        is_overweight=OVERWEIGHT_FROM <= bmi < OBESE_FROM,
        is_obese=bmi >= OBESE_FROM,
        is_central=None if waist_cm is None or limit is None else waist_cm >= limit,
    )
