"""The language of the window: Chinese as it is written in the program, or English from a table."""

import json

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from healthdesk.base import paths
from ui.kit.form_words import FormWords
from ui.kit.i18n import FORMS

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = (CHINESE, ENGLISH)

IN = "|"
"""`RecordScreen|转诊` is that word in that class alone."""


OF_THE_PAPERS = ("forms", "rules", "codes")
"""The tables of what the national forms, the rules and the code lists say, one file each."""


class Dictionary(QTranslator):
    """What is not in the table stays Chinese: a sentence nobody has translated yet is better than none."""

    def __init__(self, texts: dict[str, str], papers: FormWords, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._texts, self._papers = texts, papers

    def translate(
        self,
        context: str,
        text: str,
        disambiguation: str | None = None,  # noqa: ARG002  Qt's
        n: int = -1,  # noqa: ARG002  Qt's
    ) -> str:
        if context == FORMS:
            return self._papers.said(text)
        return self._texts.get(f"{context}{IN}{text}") or self._texts.get(text, text)

    def isEmpty(self) -> bool:
        return not self._texts


def speak(language: str) -> None:
    """Use this language for every widget that is built from now on; an unknown one is Chinese."""
    app = QCoreApplication.instance()
    if app is None:
        return
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    if language != CHINESE and language in LANGUAGES:
        papers = FormWords(read_form_words(language))
        app.installTranslator(Dictionary(read_words(language), papers, app))
        return
    # Where the system has no window of its own for files, Qt shows its, which is English by itself.
    qt = QTranslator(app)
    if qt.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(qt)


def read_words(language: str) -> dict[str, str]:
    """The table of the window: the Chinese sentence, and what it is called."""
    return _read(language)


def read_form_words(language: str) -> dict[str, str]:
    """The tables of the papers: what a form or a rule says, and what it is called."""
    return {zh: word for kind in OF_THE_PAPERS for zh, word in _read(f"{language}-{kind}").items()}


def _read(name: str) -> dict[str, str]:
    file = paths.resources() / "words" / f"{name}.json"
    texts: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["texts"]
    return texts
