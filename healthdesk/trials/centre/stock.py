"""What lies in the refrigerators of an invented centre, how it came there, and how cold it was."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from healthdesk.base.clock import CHINA
from healthdesk.base.ids import SeededIds
from healthdesk.domain.stock.ledger import Kind
from healthdesk.domain.stock.lots import lot_id, lot_key
from healthdesk.store.base import Base
from healthdesk.store.lots import Lot
from healthdesk.store.movements import Movement
from healthdesk.store.refrigerators import Refrigerator
from healthdesk.store.temperatures import Temperature
from healthdesk.trials.centre.draw import Draw, material

HOURS = (8, 15)
SWING = 0.7
APART = 7_919
"""Added to the seed, so that the refrigerators share no chance and no id with the people."""


class StockRoom:
    """Rows for `add_bulk`, the same for the same seed and day."""

    def __init__(self, seed: int, as_of: date) -> None:
        self._draw, self._ids = Draw(seed + APART), SeededIds(seed + APART)
        self._as_of = as_of
        self._material = material("stock")
        self._staff = material("centre")["staff"]["vaccinators"]

    def rows(self) -> Iterator[Base]:
        """Refrigerators, their temperatures, the lots and the book."""
        places = [
            Refrigerator.in_bulk(id=self._ids.new(), name=one["name"], kind=one["kind"], status="used")
            for one in self._material["refrigerators"]
        ]
        yield from places
        for number, place in enumerate(places):
            yield from self._temperatures(number, place)
        for number, known in enumerate(self._material["lots"]):
            yield from self._lot(number, known, places)

    def _temperatures(self, number: int, place: Refrigerator) -> Iterator[Base]:
        mean, warm = self._material["refrigerators"][number]["mean"], self._material["warm"]
        for ago in range(self._material["temperature_days"], -1, -1):
            for hour in HOURS:
                is_missed = ago == self._material["missed_reading_days_ago"] and hour == HOURS[-1]
                if is_missed or (ago == 0 and hour == HOURS[-1]):
                    continue
                at = _at(self._as_of - timedelta(days=ago), hour, self._draw.number(0, 40))
                is_warm = (warm["refrigerator"], warm["days_ago"], HOURS[-1]) == (number, ago, hour)
                celsius = Decimal(warm["celsius"]) if is_warm else self._celsius(mean)
                yield Temperature.in_bulk(
                    id=self._ids.new(),
                    refrigerator_id=place.id,
                    read_on=self._as_of - timedelta(days=ago),
                    read_at=at,
                    celsius=celsius,
                    read_by=str(self._draw.one(self._staff)),
                    recorded_at=at,
                    remark=warm["remark"] if is_warm else "",
                    status="done",
                )

    def _celsius(self, mean: float) -> Decimal:
        return Decimal(str(round(mean + max(-2.0, min(2.0, self._draw.about(0, SWING))), 1)))

    def _lot(self, number: int, known: dict[str, Any], places: list[Refrigerator]) -> Iterator[Base]:
        came = self._as_of - timedelta(days=known["days_ago"])
        made = self._as_of + timedelta(days=known["expires_in"] - 730)
        name = f"{made.year}{made.month:02d}{number + 1:03d}"
        who, at = str(self._draw.one(self._staff)), _at(came, 9, number)
        lot = Lot.in_bulk(
            id=lot_id(known["product"], known["maker"], name),
            product=known["product"],
            number=name,
            key=lot_key(name),
            manufacturer=known["maker"],
            expires_on=self._as_of + timedelta(days=known["expires_in"]),
            specification=known["specification"],
            doses_per_vial=known.get("per_vial", 1),
            is_free=known["free"],
            trace_product=known["code"],
            changed_by=who,
            changed_at=at,
        )
        yield lot
        place = places[known["place"]]
        yield self._line(
            lot,
            Kind.RECEIVED,
            at,
            doses=known["doses"],
            refrigerator_id=place.id,
            partner=self._material["from"],
            document_no=f"CK{came:%Y%m%d}-{number + 1:02d}",
            celsius=Decimal("-17.5") if place.kind == "freezer" else Decimal("4.8"),
        )
        if reason := known.get("quarantine"):
            yield self._line(lot, Kind.QUARANTINED, at + timedelta(minutes=5), reason=reason)

    def _line(self, lot: Lot, kind: Kind, at: datetime, **columns: Any) -> Movement:
        return Movement.in_bulk(
            id=self._ids.new(),
            lot_id=lot.id,
            kind=kind.value,
            moved_on=at.date(),
            moved_at=at,
            moved_by=lot.changed_by,
            trace_codes=[],
            **columns,
        )


def _at(on: date, hour: int, minute: int) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=CHINA)
