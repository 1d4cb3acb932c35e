"""Every expected error has a sentence that says what happened and what to do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import healthdesk
from healthdesk.base import errors
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.programmes.catalogue import Programmes
from ui.forms.problem_words import doubt_words, problem_words
from ui.kit import messages
from ui.kit.fault_words import fault_words
from ui.kit.field_words import field_words

EXAMPLES = {
    errors.InvalidInput: errors.InvalidInput("id_no", "check-character"),
    errors.NotAllowed: errors.NotAllowed("refer"),
    errors.LoginFailed: errors.LoginFailed(8.2),
    errors.StaleRecord: errors.StaleRecord("Resident", "x"),
    errors.NotFound: errors.NotFound("Resident", "x"),
    errors.Refused: errors.Refused(422, ("structure",)),
}


def leaves(kind: type[errors.HealthDeskError]) -> list[type[errors.HealthDeskError]]:
    below = [one for one in kind.__subclasses__() if one.__module__ == errors.__name__]
    return [kind] if not below else [leaf for one in below for leaf in leaves(one)]


@pytest.mark.parametrize("kind", leaves(errors.HealthDeskError), ids=lambda kind: kind.__name__)
def test_every_error_says_what_happened_and_what_to_do(kind: type[errors.HealthDeskError]) -> None:
    said = messages.message(EXAMPLES.get(kind) or kind())
    assert said.what
    assert len(said.do) >= 8
    assert said.what != messages.message(ValueError()).what


def test_a_sentence_never_repeats_what_was_typed() -> None:
    said = messages.message(errors.NotFound("Resident", "110105195903120024"))
    assert "110105195903120024" not in str(said)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(errors.LoginFailed(), "账号或密码不对", id="wrong"),
        pytest.param(errors.LoginFailed(7.1), "8 秒", id="wait"),
        pytest.param(errors.LoginFailed(is_disabled=True), "停用", id="disabled"),
        pytest.param(errors.InvalidInput("sbp", "range"), "血压", id="the field by its name"),
    ],
)
def test_a_sentence_says_the_thing(error: Exception, words: str) -> None:
    assert words in str(messages.message(error, "血压"))


def test_an_unknown_reason_is_still_a_sentence() -> None:
    assert "核对" in problem_words("never-heard-of")
    assert "Enter" in doubt_words("never-heard-of")


def test_a_limit_is_shown_with_an_en_dash() -> None:
    assert "60–300" in problem_words("range", "60-300")
    assert "2026-11-23" in problem_words("future", "2026-11-23")


def test_what_a_service_refuses_is_said_without_a_word_of_the_code() -> None:
    named, reasons = map(set, zip(*_refusals(), strict=True))
    generic = messages.reason_words("never-heard-of")
    assert {field for field in named if field and not field_words(field)} == set()
    assert {reason for reason in reasons if reason and messages.reason_words(reason) == generic} == set()


def test_a_field_without_a_name_leaves_its_reason() -> None:
    said = messages.message(errors.InvalidInput("some_link_id", "required")).do
    assert said == messages.reason_words("required")
    assert messages.message(errors.InvalidInput("slot", "slot-taken")).do.startswith("预约的号：")


def _refusals() -> Iterator[tuple[str, str]]:
    """Field and reason of every refusal that stands in the services in so many words; else empty."""
    services = Path(healthdesk.__file__).parent / "services"
    for module in services.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "errors.InvalidInput":
                field, reason = node.args[:2]
                yield _constant(field), _constant(reason)


def _constant(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_what_is_wrong_with_a_file_is_said_without_a_word_of_the_code() -> None:
    found = {fault for fault in _faults_of_files() if fault.strip(f"{NAME}: ")}
    assert len(found) > 50
    unsaid = {fault for fault in found if fault_words(fault) == fault_words("never heard of")}
    spoken = {fault: fault_words(fault).replace(NAME, "").replace("UTF-8", "") for fault in found}
    assert unsaid == set()
    assert {fault: said for fault, said in spoken.items() if re.search("[A-Za-z]", said)} == {}


@pytest.mark.parametrize(
    "raw",
    [b"{", b"", b"\xff\xfe", b"[1]", b'{"a": }', b"<html>"],
    ids=["cut", "empty", "bytes", "list", "x", "page"],
)
def test_a_file_that_is_none_is_said_in_chinese(tmp_path: Path, raw: bytes) -> None:
    """As a form, as a rule and as a schedule: what a reader of JSON says reaches nobody."""
    (tmp_path / "hypertension-visit-2017.json").write_bytes(raw)
    (tmp_path / "hypertension.json").write_bytes(raw)
    with pytest.raises(errors.InvalidInput) as form:
        Forms.read(tmp_path).current("hypertension-visit")
    with pytest.raises(errors.InvalidInput) as rule:
        Programmes.read(tmp_path).get("hypertension")
    for error in (form.value, rule.value):
        said = str(messages.message(error))
        for name in ("hypertension-visit-2017.json", "hypertension.json", "hypertension", "UTF-8"):
            said = said.replace(name, "")
        assert not re.search("[A-Za-z]", said), said


NAME = "名"


def _faults_of_files() -> Iterator[str]:
    """What the core finds wrong with its files, as it is written there; names in it as NAME."""
    core = Path(healthdesk.__file__).parent / "domain"
    for module in (core / "definitions.py", core / "codes.py", *core.rglob("contradictions.py"), *_READERS):
        for node in ast.walk(ast.parse((core / module).read_text(encoding="utf-8"))):
            match node:
                case ast.Yield(value=ast.Constant() | ast.JoinedStr() as said):
                    yield from _spelled(said)
                case ast.Call(
                    func=ast.Name(id="Fault" | "ScheduleFault" | "ProgrammeFault" | "InvalidInput")
                ):
                    yield from _spelled(node.args[-1])


_READERS = (
    "forms/questionnaire.py",
    "forms/layout.py",
    "programmes/catalogue.py",
    "programmes/programme.py",
    "immunization/reading.py",
)


def _spelled(said: ast.expr) -> Iterator[str]:
    match said:
        case ast.Constant(value=str()):
            yield str(said.value)
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else NAME for part in said.values)
