"""New ids: no two are the same, and what is made later comes later in an index."""

import time
from uuid import RFC_4122, UUID

import pytest

from healthdesk.base.ids import Ids, RandomIds, SeededIds

MANY = 2_000


@pytest.mark.parametrize(("ids", "version"), [(RandomIds(), 7), (SeededIds(1), 4)])
def test_an_id_is_a_uuid_and_comes_once(ids: Ids, version: int) -> None:
    made = [ids.new() for _ in range(MANY)]
    assert len(set(made)) == MANY
    for one in made:
        assert str(UUID(one)) == one
        assert (UUID(one).version, UUID(one).variant) == (version, RFC_4122)
    assert len({one[19:21] for one in made}) == 64, "what stands beside the variant is random"


def test_what_is_made_later_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for second in range(1, 50):
        monkeypatch.setattr(time, "time_ns", lambda now=second: 1_764_316_800_000_000_000 + now * 10**9)
        made.append(RandomIds().new())
    assert made == sorted(made)
    assert made[0].startswith(f"{1_764_316_801_000:012x}"[:8])


def test_a_clock_from_before_1970_makes_ids_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: -86_400 * 10**9)
    assert UUID(RandomIds().new()).version == 7


def test_the_same_seed_makes_the_same_ids() -> None:
    first, again = SeededIds(7), SeededIds(7)
    assert [first.new() for _ in range(3)] == [again.new() for _ in range(3)]
