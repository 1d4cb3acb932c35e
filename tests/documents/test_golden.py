"""Each sample paper still reads as it was approved."""

import pytest

from healthdesk.documents.fonts import Fonts
from tests.documents.samples import GOLDEN, SAMPLES, golden_text


@pytest.mark.parametrize("name", SAMPLES)
def test_the_paper_reads_as_approved(name: str, fonts: Fonts) -> None:
    expected = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert golden_text(SAMPLES[name](fonts)) == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_content_gives_the_same_bytes(name: str, fonts: Fonts) -> None:
    assert SAMPLES[name](fonts) == SAMPLES[name](fonts)
