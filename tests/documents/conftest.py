"""The fonts, opened once for all papers."""

import pytest

from healthdesk.documents.fonts import Fonts


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return Fonts.load()
