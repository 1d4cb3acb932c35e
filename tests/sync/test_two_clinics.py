"""Two workstations of one clinic that wrote without a line: nothing is lost, and what cannot be is said."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from healthdesk.base.progress import Silence
from healthdesk.desk import Desk
from healthdesk.services.doses import NewDose
from healthdesk.services.stock_rows import Receipt
from healthdesk.store.settings import Installation
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.desks import a_desk, at_the_table, registered
from tests.ui.working import closing

EXPIRES = date(2027, 9, 14)
CODE = "81000250318470263915"
RECEIPT = Receipt("IPV", "A-1", "北京生物", EXPIRES, 2, Decimal("4.5"))


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with closing(a_desk(tmp_path / "a", seed=1)) as here, closing(a_desk(tmp_path / "b", seed=2)) as there:
        with there.database.writing("found") as session:
            session.get_one(Installation, session.query(Installation).one().id).number = 2
        yield here, there


def in_step(platform: FakePlatform, *desks: Desk, conflicts: int = 0) -> None:
    found = 0
    for desk in (*desks, *desks):
        link = Link.to(
            platform.client(), desk.database, desk.mapper, clock=desk.clock, ids=desk.platform._ids
        )
        found = max(found, Engine(link).run(Silence()).conflicts)
    assert found == conflicts


def a_child(desk: Desk, name: str = "李小宝") -> str:
    return registered(desk, name=name, birth_date="2026-05-01", id_no="")


def given(desk: Desk, child: str, vaccine: str = "IPV", code: str = CODE) -> None:
    at_the_table(desk, child)
    dose = NewDose(vaccine, desk.clock.today(), "A-1", EXPIRES, "北京生物", "左大腿", code, is_at_table=True)
    desk.immunization.record(child, dose)


def test_one_vaccine_given_at_both_is_kept_twice_judged_and_said(desks: tuple[Desk, Desk]) -> None:
    platform, (here, there) = FakePlatform(), desks
    child = a_child(here)
    here.stock_book.receive(RECEIPT)
    in_step(platform, here, there)
    given(here, child)
    given(there, child, code="81000250318470263916")
    in_step(platform, here, there)
    for desk in desks:
        assert [lot.on_hand for lot in desk.stock.lots(with_empty=True)] == [0]
        assert desk.dose_dates.mend() == 1
        assert [dose.counts_as for dose in desk.immunization.of(child)] == ["POLIO-1", ""]
        (doubled,) = desk.doubled_doses.of(child)
        assert (doubled.name, doubled.vaccine, doubled.trace_code) == ("李小宝", "IPV", "")
    here.immunization.void(here.immunization.of(child)[1].id, "两台各记一次，只打了一剂")
    in_step(platform, here, there)
    for desk in desks:
        assert desk.doubled_doses.all() == ()
        assert [lot.on_hand for lot in desk.stock.lots()] == [1]


def test_one_pack_used_at_both_is_said_of_both_children(desks: tuple[Desk, Desk]) -> None:
    platform, (here, there) = FakePlatform(), desks
    first, second = a_child(here), a_child(here, "陈小宝")
    here.stock_book.receive(RECEIPT)
    in_step(platform, here, there)
    given(here, first)
    given(there, second)
    in_step(platform, here, there)
    for desk in desks:
        assert {one.name: one.trace_code for one in desk.doubled_doses.all()} == {
            "李小宝": CODE,
            "陈小宝": CODE,
        }
        assert [one.name for one in desk.doubled_doses.of(second)] == ["陈小宝"]


def test_no_number_means_two_people(desks: tuple[Desk, Desk]) -> None:
    here, there = desks
    assert here.clinic.arrive(a_child(here)).number == 1
    other = a_child(there, "陈小宝")
    assert [there.clinic.arrive(child).number for child in (other, a_child(there, "王小宝"))] == [2001, 2002]
    assert there.clinic.find("2001") == (other,)
    assert (here.clinic.find("2001"), here.clinic.given_by("2001")) == ((), 2)
    assert (there.clinic.find("1"), there.clinic.given_by("1")) == ((), 1)
    assert there.clinic.given_by("2001") == there.clinic.given_by("李小宝20260501") == 0


def test_two_consents_are_a_question_for_a_person_and_each_desk_goes_on_with_its_own(
    desks: tuple[Desk, Desk],
) -> None:
    platform, (here, there) = FakePlatform(), desks
    child = a_child(here)
    in_step(platform, here, there)
    here.backgrounds.consent(child, "韩梅", "母亲", ("IPV",))
    there.backgrounds.consent(child, "李强", "父亲", ("DTaP",))
    in_step(platform, here, there, conflicts=1)
    agreed = {one.by: one.vaccines for desk in desks if (one := desk.backgrounds.agreed(child))}
    assert agreed == {"韩梅": ("IPV",), "李强": ("DTaP",)}
    assert [desk.residents.card(child).has_conflict for desk in desks] == [False, True]
