"""The due list along the houses."""

import pytest

from healthdesk.services.due_order import house_key


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        pytest.param("幸福里 3-2-501", "幸福里 12-1-102", id="house 3 before house 12"),
        pytest.param("幸福里 3-2-501", "槐树街 1-1-101", id="street by street"),
        pytest.param("", "幸福里 3-2-501", id="no address first"),
    ],
)
def test_houses_are_ordered_as_they_stand(nearer: str, farther: str) -> None:
    assert house_key(nearer) < house_key(farther)
