"""One QApplication with the bundled fonts and the light theme for all tests of the window."""

import pytest
from PySide6.QtWidgets import QApplication

from ui.kit import theme


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["healthdesk"]


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> QApplication:
    """The light theme, put on once."""
    if not qapp.property("themed"):
        theme.apply(qapp, theme.LIGHT)
        qapp.setProperty("themed", True)
    return qapp
