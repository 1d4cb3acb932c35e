"""An allergy that a hospital wrote down is seen on every screen, like our own."""

from pathlib import Path

import pytest

from healthdesk.store.journal import Origin
from healthdesk.store.outside_facts import OutsideFact
from tests.desks import a_desk, registered
from tests.ui.working import closing


@pytest.mark.parametrize(
    ("own", "seen", "state"),
    [
        (["1"], ("头孢曲松",), "known"),
        (["2"], ("青霉素", "头孢曲松"), "known"),
        (["5"], ("头孢曲松",), "known"),
    ],
)
def test_an_allergy_of_elsewhere_stands_beside_ours(
    tmp_path: Path, own: list[str], seen: tuple[str, ...], state: str
) -> None:
    with closing(a_desk(tmp_path)) as desk:
        person = registered(desk, drug_allergy=own, drug_allergy_text="头孢曲松")
        with desk.database.writing("sync", origin=Origin.PLATFORM) as session:
            for at, (text, status) in enumerate([("头孢曲松", "active"), ("磺胺", "gone")]):
                fact = OutsideFact(id=f"h{at}", resident_id=person, kind="allergy", text=text, status=status)
                session.add(fact)
        card = desk.residents.card(person)
        assert (card.allergies, card.allergy_state) == (seen, state)
