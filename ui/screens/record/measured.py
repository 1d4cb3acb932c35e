"""Measured values of one person as lines, and the bands they should lie in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from healthdesk.domain.body_limits import body_limits
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services.measures import TREND_DAYS
from healthdesk.services.rows import MeasurePoint
from ui.kit.i18n import translate
from ui.widgets.trend_chart import Limit, Point, Series

_FASTING_LOW = Decimal("3.9")
"""Fasting glucose of this and below is an emergency (archive-chronic/12 section 2, [C])."""

Course = tuple[tuple[Series, ...], tuple[Limit, ...]]


@dataclass(frozen=True, slots=True)
class Courses:
    """The trends of a person of this sex (official code) and age in years, None when it is not known."""

    points: Sequence[MeasurePoint]  # the oldest first
    programmes: Programmes
    sex: str
    years: int | None

    def pressure(self) -> Course:
        """Systolic and diastolic, with the targets of this age."""
        below = targets(self.programmes.by_key.get("hypertension"), self.years)
        upper, lower = below.get("sbp"), below.get("dbp")
        wanted = (
            (upper, translate("Trends", "收缩压目标 < {value}")),
            (lower, translate("Trends", "舒张压目标 < {value}")),
        )
        limits = tuple(
            Limit(float(value), words.format(value=plain(value))) for value, words in wanted if value
        )
        series = (
            Series(translate("Trends", "收缩压"), line(self.points, "sbp", _from(upper))),
            Series(translate("Trends", "舒张压"), line(self.points, "dbp", _from(lower)), square=True),
        )
        return series, limits

    def glucose(self) -> Course:
        """Fasting glucose between hypoglycaemia and the target."""
        high = targets(self.programmes.by_key.get("diabetes"), self.years).get("fbg")
        is_high = _from(high)
        points = line(self.points, "fbg", lambda value: value <= _FASTING_LOW or is_high(value))
        series = Series(translate("Trends", "空腹血糖"), points)
        return (series,), _band(_FASTING_LOW, high, translate("Trends", "目标 {low}–{high}"))

    def weight(self) -> Course:
        """Weight, with the band of a normal body mass index at the last height; none for a child."""
        heights = [one for one in self.points if one.code == "height"]
        low, high = None, None
        if heights and self._is_adult():
            low, high = body_limits().weight_kg(heights[-1].value)
        is_high = _from(high)
        points = line(
            self.points, "weight", lambda value: is_high(value) or (low is not None and value < low)
        )
        series = Series(translate("Trends", "体重"), points)
        return (series,), _band(low, high, translate("Trends", "体质指数正常 {low}–{high}"))

    def waist(self) -> Course:
        """Waist below the limit of the sex."""
        high = body_limits().waist_below.get(self.sex) if self._is_adult() else None
        series = Series(translate("Trends", "腰围"), line(self.points, "waist", _from(high)))
        words = translate("Trends", "目标 < {value}")
        return (series,), (Limit(float(high), words.format(value=plain(high))),) if high else ()

    def _is_adult(self) -> bool:
        return self.years is not None and self.years >= body_limits().adult_from_years


def line(points: Sequence[MeasurePoint], code: str, is_out: Callable[[Decimal], bool]) -> tuple[Point, ...]:
    """The newest values of one kind, the oldest of them first; one a day. `is_out`: beyond the target."""
    days = {one.on: one.value for one in points if one.code == code}
    return tuple(
        Point(on, float(value), plain(value), is_out=is_out(value))
        for on, value in sorted(days.items())[-TREND_DAYS:]
    )


def _from(limit: Decimal | None) -> Callable[[Decimal], bool]:
    """Beyond the target from the limit on; never without one."""
    return lambda value: limit is not None and value >= limit


def targets(programme: Programme | None, years: int | None) -> dict[str, Decimal]:
    """The limits of a programme at an age, by measure."""
    for target in programme.targets if programme else ():
        is_old = years is None or years >= target.from_years
        if is_old and (target.below_years is None or years is None or years < target.below_years):
            return dict(target.below)
    return {}


def plain(value: Decimal) -> str:
    """`146`, `6.9`: no zeros of the store behind the point."""
    return f"{value.normalize():f}"


def _band(low: Decimal | None, high: Decimal | None, words: str) -> tuple[Limit, ...]:
    if low is None or high is None:
        return ()
    return (Limit(float(high), words.format(low=plain(low), high=plain(high)), float(low)),)
