import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthdesk.documents.lines import wrap

EM = 10.0


def measure(text: str) -> float:
    return EM * sum(0.5 if char.isascii() else 1.0 for char in text)


def lines(text: str, ems: float, first: float | None = None) -> list[str]:
    return wrap(text, ems * EM, measure, first_width=None if first is None else first * EM)


@pytest.mark.parametrize(
    ("text", "ems", "expected"),
    [
        pytest.param("", 5, [""], id="nothing"),
        pytest.param("头晕头痛无力", 3, ["头晕头", "痛无力"], id="wide characters"),
        pytest.param("头晕头，无力", 3, ["头晕", "头，无", "力"], id="no comma first"),
        pytest.param("头晕（无力）", 3, ["头晕", "（无", "力）"], id="no opening bracket last"),
        pytest.param("血压186/112", 4, ["血压", "186/112"], id="a measurement stays whole"),
        pytest.param("每日 3.14 mg", 4, ["每日", "3.14 mg"], id="a decimal stays whole"),
        pytest.param("每日早晚各 25 mg", 7, ["每日早晚各", "25 mg"], id="a unit stays beside its number"),
        pytest.param("休息 30分钟", 4, ["休息", "30分钟"], id="a unit in Chinese does too"),
        pytest.param("一\n\n二", 4, ["一", "", "二"], id="paragraphs"),
        pytest.param("abcdefgh", 2, ["abcd", "efgh"], id="a word longer than the line"),
    ],
)
def test_lines_break_where_chinese_allows(text: str, ems: float, expected: list[str]) -> None:
    assert lines(text, ems) == expected


def test_a_first_line_behind_a_label_is_shorter() -> None:
    assert lines("头晕头痛无力", 4, first=2) == ["头晕", "头痛无力"]
    assert lines("头晕", 4, first=0.5) == ["", "头晕"]


@given(st.text(alphabet="头晕，。（）、“”ab12./ \n", max_size=200), st.integers(4, 12))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, ems: int) -> None:
    broken = lines(text, ems)
    assert "".join("".join(broken).split()) == "".join(text.split())
    assert all(measure(line) <= ems * EM for line in broken)
