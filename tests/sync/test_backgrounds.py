"""Two workstations write down the background of one child before they know of each other."""

from typing import Any

from healthdesk.base.clock import SystemClock
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station


def written(station: Station, child: str, **answers: Any) -> None:
    """A background as the service writes it."""
    with station.database.writing("background", lane=child) as session:
        session.add(
            Background(
                id=background_id(child),
                resident_id=child,
                form_version="2026.1",
                answers=answers,
                updated_by="李慧",
                updated_at=SystemClock().now(),
            )
        )


def answers(station: Station, child: str) -> dict[str, Any]:
    found: dict[str, Any] = station.row("Background", background_id(child))["answers"]
    return found


def known_to_both(here: Station, there: Station) -> str:
    child = here.register()
    here.sync()
    there.sync()
    return child


def test_what_each_learnt_is_brought_together(here: Station, there: Station, platform: FakePlatform) -> None:
    child = known_to_both(here, there)
    written(here, child, mother_hbsag="2")
    written(there, child, birth_weight_g=1800)
    for station in (here, there, here, there):
        station.sync()
    assert answers(here, child) == answers(there, child) == {"mother_hbsag": "2", "birth_weight_g": 1800}


def test_where_they_disagree_a_person_decides(here: Station, there: Station, platform: FakePlatform) -> None:
    child = known_to_both(here, there)
    written(here, child, mother_hbsag="2")
    written(there, child, mother_hbsag="1")
    outcomes = [station.sync() for station in (here, there, here, there)]
    assert answers(here, child) == {"mother_hbsag": "2"}
    assert answers(there, child) == {"mother_hbsag": "1"}
    assert outcomes[-1].conflicts == 1
