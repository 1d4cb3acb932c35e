"""A record of many events, made by writing one follow-up down again and again."""

from datetime import timedelta
from typing import Any

from sqlalchemy import inspect, select

from healthdesk.desk import Desk
from healthdesk.store.measures import Measure
from healthdesk.store.visits import Visit

BATCH = 100


def followed_up(desk: Desk, events: int) -> str:
    """Somebody with one follow-up, which is written down again for every third day before it.

    Returns whose record it is. Raises LookupError when nobody was followed up.
    """
    with desk.database.reading() as session:
        first = session.scalars(select(Visit).where(Visit.programme == "hypertension")).first()
        if first is None:
            raise LookupError("nobody was followed up")
        values = _columns(first)
        measures = [
            _columns(one) for one in session.scalars(select(Measure).where(Measure.visit_id == first.id))
        ]
    for batch in range(0, events, BATCH):
        with desk.database.writing("visit") as session:
            for at in range(batch, batch + BATCH):
                on = values["visited_on"] - timedelta(days=3 * (at + 1))
                key = f"00000000-0000-4000-8000-{at:012d}"
                session.add(Visit(**values | {"id": key, "visited_on": on}))
                session.flush()
                session.add_all(Measure(**one | {"visit_id": key, "measured_on": on}) for one in measures)
    return str(values["resident_id"])


def _columns(row: Visit | Measure) -> dict[str, Any]:
    mapper: Any = inspect(type(row))
    return {
        column.key: getattr(row, column.key) for column in mapper.column_attrs if column.key != "row_version"
    }
