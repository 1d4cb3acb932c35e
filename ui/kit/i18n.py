"""Marking words for translation where there is no `self.tr`."""

from PySide6.QtCore import QCoreApplication

FORMS = "Forms"
"""The context of what the national forms and rules say: a table of its own, see `words.of_form`."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001  read by lupdate
    """Qt's own marker with a type: lupdate finds the name, the words are translated when they are shown."""
    return text


def translate(context: str, text: str) -> str:
    """`text`, marked before, in the language of the window."""
    return QCoreApplication.translate(context, text)
