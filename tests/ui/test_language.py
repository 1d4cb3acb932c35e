"""English: every sentence has one, with the same places; what has none yet stays Chinese."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication

from healthdesk.base import paths
from healthdesk.domain.programmes.catalogue import Programmes
from ui.kit import language, words
from ui.kit.language import ENGLISH, read_words, speak
from ui.trials import wording


@pytest.fixture
def english() -> Iterator[None]:
    speak(ENGLISH)
    yield
    speak(language.CHINESE)


def test_the_windows_of_qt_speak_chinese_too(qapp: QCoreApplication) -> None:
    speak(language.CHINESE)
    assert qapp.translate("QFileDialog", "Look in:") == "查找范围："
    speak(ENGLISH)
    assert qapp.translate("QFileDialog", "Look in:") == "Look in:"
    speak(language.CHINESE)


def test_both_languages_have_the_same_places() -> None:
    texts = read_words(ENGLISH)
    differing = {zh: en for zh, en in texts.items() if wording.places(zh) != wording.places(en)}
    assert differing == {}
    assert all(en.strip() for zh, en in texts.items() if zh.strip())


@pytest.mark.nightly
def test_every_sentence_has_its_english() -> None:
    assert wording.missing() == {}
    assert wording.unused() == ()


def test_nearly_all_sentences_have_their_english() -> None:
    """By day a new sentence may wait for its English; `main.py words` lists those that do."""
    assert len(wording.missing()) < 0.1 * len(wording.sentences())


@pytest.mark.usefixtures("english")
def test_the_window_speaks_english() -> None:
    assert words.sex("1") == "M"
    assert words.overdue(12) == "12 d late"
    assert words.day_title(date(2026, 11, 23)) == "Monday 11/23"


def test_no_sentence_is_translated_twice() -> None:
    raw = (paths.resources() / "words" / "en.json").read_text(encoding="utf-8")
    sentences = [line.split('": ')[0] for line in raw.splitlines() if '": "' in line]
    assert len(sentences) == len(set(sentences)) > 1


@pytest.mark.usefixtures("english")
def test_a_planned_visit_has_an_english_name() -> None:
    programmes = Programmes.read()
    titles = {visit.title for one in programmes for visit in one.visits}
    titles |= {service.title for one in programmes for service in one.yearly}
    titles |= {one.first.title for one in programmes if one.first}
    titles |= {rule.visit_title for one in programmes for rule in one.rules if rule.visit_title}
    assert {title for title in titles if title and words.of_form(title) == title} == set()


@pytest.mark.usefixtures("english")
def test_a_word_may_have_another_meaning_in_one_place() -> None:
    assert QCoreApplication.translate("Place", "转诊") == "Referrals"
    assert QCoreApplication.translate("RecordScreen", "转诊") == "Refer"


@pytest.mark.usefixtures("english")
def test_what_has_no_english_stays_as_it_is() -> None:
    assert QCoreApplication.translate("Nowhere", "没有译文的句子") == "没有译文的句子"


def test_chinese_comes_back() -> None:
    speak(ENGLISH)
    speak("zh")
    assert words.sex("1") == "男"
    speak("klingon")
    assert words.sex("1") == "男"


def test_the_command_lists_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "sentences", lambda: {"男": "ui/x.py", "新的句子": "ui/y.py"})
    assert wording.main(["words"]) == 1
    assert 'missing "新的句子": "",  ui/y.py' in capsys.readouterr().out
