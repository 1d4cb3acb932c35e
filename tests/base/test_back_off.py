"""sync.md 5.6: full jitter, 2 s to 15 min."""

import pytest

from healthdesk.base import back_off


@pytest.mark.parametrize(("failures", "longest"), [(1, 4), (2, 8), (5, 64), (8, 512), (9, 900), (2000, 900)])
def test_it_is_drawn_from_all_between_two_seconds_and_a_wait_that_doubles(
    failures: int, longest: float
) -> None:
    assert [back_off.seconds(failures, chance) for chance in (0.0, 0.5, 1.0)] == [2, 1 + longest / 2, longest]
