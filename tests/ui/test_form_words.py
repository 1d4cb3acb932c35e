"""What the forms and rules say has an English word: same places, same numbers, nothing left Chinese."""

import json
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from healthdesk.base import paths
from healthdesk.base.phrase import Typed, joined, runs
from healthdesk.domain.codes import Codes
from healthdesk.domain.forms.about import about
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form, Kind
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.programmes.catalogue import Programmes
from ui.forms.answer_words import answer_words
from ui.kit import language, words
from ui.kit.form_words import CHINESE, FormWords
from ui.kit.language import CHINESE as IN_CHINESE
from ui.kit.language import ENGLISH, read_form_words, speak
from ui.trials import form_wording, wording

NUMBER = re.compile(r"\d+(?:\.\d+)?")
OTHER_NUMBERS = {
    "两": ["50"],  # said with the grams of it
    "两/日": ["50"],
    "新型冠状病毒感染": ["19"],  # COVID-19
    "经皮血氧饱和度": ["2"],  # SpO2
    "满月": ["1"],
    "2026 年 3 月以前当地不常规接种乙脑疫苗": ["2026"],  # March
    "九价HPV疫苗": ["9"],
    "九价人乳头瘤病毒疫苗": ["9"],
}
"""Numbers that only English writes in digits; the name of the virus EV71 is none."""


@pytest.fixture
def english(qapp: QCoreApplication) -> Iterator[None]:
    speak(ENGLISH)
    yield
    speak(IN_CHINESE)


def test_every_word_of_a_form_has_its_english() -> None:
    assert form_wording.missing() == {}
    assert form_wording.unused() == ()


def test_the_forms_are_really_read() -> None:
    texts = form_wording.texts()
    some = ("收缩压", "{sbp}/{dbp}，目标 {target}（{group}）", "维吾尔族", "该打", "高血压 5.1", "控制不满意")
    assert set(some) <= set(texts)
    assert "精神分裂" not in texts  # sensitive.json recognises it in what somebody wrote


def test_a_missing_word_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_wording, "texts", lambda: {"新的问题": "forms/x.json"})
    assert wording.main(["words"]) == 1
    said = capsys.readouterr().out
    assert 'missing "新的问题": "",  forms/x.json' in said
    assert 'unused "收缩压"' in said


def test_both_languages_have_the_same_places_and_nothing_is_left_chinese() -> None:
    texts = read_form_words(ENGLISH)
    assert {zh: en for zh, en in texts.items() if wording.places(zh) != wording.places(en)} == {}
    assert {zh: en for zh, en in texts.items() if CHINESE.search(en) or not en.strip()} == {}


def test_no_number_and_no_sign_changes() -> None:
    differing = {
        zh: en
        for zh, en in read_form_words(ENGLISH).items()
        if _signs(zh) != _signs(en)
        or (_numbers(zh) != _numbers(en) and _numbers(en) != OTHER_NUMBERS.get(zh))
    }
    assert differing == {}


def test_what_one_may_choose_between_stays_apart() -> None:
    """Two options, codes, classes or vaccines of one list that read the same in English would be mixed up."""
    said = FormWords(read_form_words(ENGLISH)).said
    lists = [*_options(), *_entries(), [product.title for product in Schedule.read().products.values()]]
    lists += [[grade.text for grade in programme.grades] for programme in Programmes.read()]
    assert len(lists) > 300
    assert [texts for texts in lists if len(set(map(said, texts))) < len(set(texts))] == []


def test_no_text_is_translated_twice() -> None:
    met = [
        zh
        for kind in language.OF_THE_PAPERS
        for zh, _ in _pairs((paths.resources() / "words" / f"en-{kind}.json").read_text(encoding="utf-8"))
    ]
    assert len(met) == len(set(met)) > 1


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("chinese", "said"),
    [
        pytest.param("收缩压", "Systolic", id="a word"),
        pytest.param(
            "152/96，目标 < 140/90（65 岁以下）", "152/96, target < 140/90 (under 65 years)", id="a template"
        ),
        pytest.param(
            "危急情况：收缩压 ≥ 180 mmHg、胸痛",
            "Emergency: Systolic ≥ 180 mmHg, Chest pain",
            id="a list inside",
        ),
        pytest.param(
            "接种时才 3 月龄，乙肝第 1 剂要满 8 月龄（2026-01-01）才能打；这一剂不计，需补种。",
            "Given at only 3 months of age; Hepatitis B dose 1 may be given from 8 months of age"
            " (2026-01-01); this dose does not count, repeat it.",
            id="a sentence within a sentence",
        ),
        pytest.param("", "", id="nothing"),
        pytest.param("氨氯地平 5 mg", "氨氯地平 5 mg", id="what no form says"),
    ],
)
def test_what_a_rule_says_is_said_in_english(chinese: str, said: str) -> None:
    assert words.of_form(chinese) == said


def test_a_chinese_window_says_what_the_paper_says(qapp: QCoreApplication) -> None:
    speak(IN_CHINESE)
    assert words.of_form("收缩压") == "收缩压"
    assert words.of_form("") == ""


@pytest.mark.usefixtures("english")
def test_a_word_of_the_window_is_not_a_word_of_a_form() -> None:
    assert QCoreApplication.translate("Place", "转诊") == "Referrals"
    assert words.of_form("转诊") == "Referral"


def test_the_longest_template_wins() -> None:
    said = FormWords({"{a} 天": "{a} days", "还差 {a} 天": "{a} days to go", "还差": "to go"}).said
    assert said("还差 3 天") == "3 days to go"


def _options() -> list[list[str]]:
    forms = Forms.read()
    items = [item for key in forms.keys() for item in forms.current(key).walk()]  # noqa: SIM118
    return [[option.text for option in item.options] for item in items if item.options]


def _entries() -> list[list[str]]:
    codes = Codes.read()
    return [[code.text for code in codes.get(name).codes] for name in codes.names()]


def _numbers(text: str) -> list[str]:
    return sorted(NUMBER.findall(text.replace("EV71", "")))


def _signs(text: str) -> list[str]:
    return sorted(mark for mark in text if mark in "<>≤≥±×")


def _pairs(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    json.loads(text, object_pairs_hook=lambda pairs: found.extend(pairs) or dict(pairs))
    return [(zh, en) for zh, en in found if isinstance(en, str) and zh != "language"]


@pytest.mark.usefixtures("english")
def test_what_somebody_typed_is_shown_as_typed() -> None:
    """Beside the very same words of the form, which are said in English."""
    assert (words.of_form("青霉素"), words.of_form(Typed("青霉素"))) == ("Penicillin", "青霉素")
    said = joined("、", ["青霉素", Typed("男"), "磺胺"])
    assert (said, words.of_form(said)) == ("青霉素、男、磺胺", "Penicillin, 男, Sulfonamides")
    assert list(runs(joined(" ", ["高血压", joined("、", [Typed("正常"), "男"])]))) == [
        "高血压 ",
        "正常",
        "、男",
    ]
    assert type(joined("、", ["青霉素", "磺胺"])) is str


@pytest.mark.usefixtures("english")
def test_a_typed_answer_is_no_word_of_its_form() -> None:
    item = Forms.read().current("personal-information").item("workplace")
    assert answer_words(item, "无") == "无"
    listed = Forms.read().current("mental-disorder-supplement").item("guardian_rel")
    assert answer_words(listed, "岳母") == "Mother-in-law (wife's mother)"
    assert answer_words(listed, "正常") == "正常"


@pytest.mark.usefixtures("english")
def test_a_list_says_what_a_record_is_about_as_it_was_typed() -> None:
    forms = Forms.read()
    typed = [form for form in map(forms.current, forms.keys()) if form.about and _is_free(form)]
    assert typed
    assert {words.of_form(about(form, {form.about: "正常"})) for form in typed} == {"正常"}


def _is_free(form: Form) -> bool:
    item = form.item(form.about)
    return item.kind in (Kind.TEXT, Kind.LONGTEXT) and not item.codes
