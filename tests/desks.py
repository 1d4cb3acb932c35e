"""A whole desk for a test: a founded store with the administrator 张建国 at it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from healthdesk.base.clock import FixedClock
from healthdesk.base.ids import SeededIds
from healthdesk.desk import Desk, Environment, FirstStart
from healthdesk.domain.access import Role
from healthdesk.store.backgrounds import Background, background_id
from tests.builders import PASSWORD, SOFT, TODAY, some_answers


class AKeyring:
    """Remembers secrets as long as the test."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def keep(self, name: str, secret: bytes) -> None:
        self.kept[name] = secret

    def fetch(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)


def an_environment(day: date = TODAY, seed: int = 1) -> Environment:
    """A standing clock, seeded ids, a password hash that costs nothing, a keyring of its own."""
    keyring = AKeyring()
    return Environment(clock=FixedClock.on(day), ids=SeededIds(seed), hardness=SOFT, secrets=lambda: keyring)


def a_start(**changes: Any) -> FirstStart:
    """The wizard's answers."""
    return FirstStart(
        **(
            {
                "centre": "幸福路社区卫生服务中心",
                "workstation": "1 号工作站",
                "login": "admin",
                "full_name": "张建国",
                "password": PASSWORD,
            }
            | changes
        )
    )


def a_desk(folder: Path, day: date = TODAY, seed: int = 1) -> Desk:
    """A new store with its administrator at the desk."""
    return Desk.found(folder / "store", a_start(), an_environment(day, seed))


def seat(desk: Desk, role: Role, login: str = "") -> None:
    """Somebody of that role, with the usual password, sits down."""
    name = login or role.value
    desk.accounts.add(login=name, full_name=f"{name} 某", role=role, password=PASSWORD)
    desk.accounts.log_in(name, PASSWORD)


def registered(desk: Desk, **changes: Any) -> str:
    """A resident; returns the id."""
    filling = desk.residents.start()
    for link_id, value in some_answers(**changes).items():
        filling = filling.answer(link_id, value)
    return desk.residents.register(filling)


FULL_VISIT: Mapping[str, Any] = {
    "mode": "1",
    "symptoms": ["1"],
    "sbp": 132,
    "dbp": 84,
    "height": 160,
    "weight": "60",
    "heart_rate": 76,
    "smoke": 0,
    "drink": 0,
    "ex_times": 5,
    "ex_min": 30,
    "salt": "2",
    "psych": "1",
    "compliance": "1",
    "adherence": "1",
    "adr": "1",
    "drugs": [{"drug_name": "氨氯地平", "drug_times": 1, "drug_dose": 5, "drug_unit": "mg"}],
}


def signed(desk: Desk, resident_id: str, **changes: Any) -> str:
    """A full hypertension visit, signed; returns its id."""
    filling = desk.visits.start(resident_id, "hypertension").filling
    for link_id, value in (FULL_VISIT | changes).items():
        filling = filling.answer(link_id, value)
    return desk.visits.sign(resident_id, "hypertension", filling).id


def amended(desk: Desk, visit_id: str, reason: str = "抄错", **changes: Any) -> None:
    """A signed record looked at and corrected."""
    visit, filling = desk.visits.open(visit_id)
    for link_id, value in changes.items():
        filling = filling.answer(link_id, value)
    desk.visits.amend(visit_id, filling, reason, opened_version=visit.row_version)


WELL: Mapping[str, Any] = {
    "acute_illness": "1",
    "mother_hbsag": "1",
    "mother_hiv": "1",
    "immune_state": "1",
    "had_severe_reaction": "1",
    "had_immunoglobulin": "1",
}


def ready_for_a_dose(desk: Desk, resident_id: str, **answers: Any) -> None:
    """Every health question answered today, and the booklet compared."""
    filling, version = desk.backgrounds.sheet(resident_id)
    for link_id, value in (WELL | answers).items():
        filling = filling.answer(link_id, value)
    desk.backgrounds.keep(resident_id, filling, version)
    desk.backgrounds.booklet_checked(resident_id)


def at_the_table(desk: Desk, resident_id: str, *vaccines: str, **answers: Any) -> None:
    """Asked, agreed to by the mother, identified again; registered by 李慧, so that anybody may inject."""
    ready_for_a_dose(desk, resident_id, **answers)
    desk.backgrounds.consent(resident_id, "韩梅", "母亲", vaccines or tuple(desk.schedule.products))
    with desk.database.writing("background", lane=resident_id) as session:
        session.get_one(Background, background_id(resident_id)).consent_taken_by = "李慧"
    number = desk.clinic.arrive(resident_id).number
    assert desk.clinic.identify(resident_id, str(number)).is_same
