"""Chinese sentences stand inside tr(), so that lupdate finds every one of them."""

import ast
import re

import pytest

from tests.house.sources import modules, name, tree

CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
TYPED = set("年月日天周今")  # what people type into a date is read, not shown
TRANSLATORS = {"tr", "translate", "QT_TRANSLATE_NOOP", "QT_TR_NOOP"}


def called_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def excused(module: ast.Module) -> set[int]:
    """The literals that may be Chinese: arguments of a translator, and docstrings."""
    literals: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and called_name(node) in TRANSLATORS:
            literals.update(id(argument) for argument in node.args)
        if isinstance(node, ast.Expr):
            literals.add(id(node.value))
    return literals


def stray_chinese(module: ast.Module) -> list[str]:
    allowed = excused(module)
    return [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and set(CHINESE.findall(node.value)) - TYPED and id(node) not in allowed
    ]  # fmt: skip


def test_a_chinese_sentence_can_be_translated() -> None:
    window = [
        module for module in modules("ui") if "trials" not in module.parts
    ]  # trials type invented people
    stray = {name(module): stray_chinese(tree(module)) for module in window}
    assert {module: lines for module, lines in stray.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param('x = self.tr("随访")', 0, id="in tr"),
        pytest.param('QT_TRANSLATE_NOOP("Home", "随访")', 0, id="in a class-level table"),
        pytest.param('"""随访"""', 0, id="docstring"),
        pytest.param('x = "随访"', 1, id="bare"),
        pytest.param('x = "今天"', 0, id="typed into a date"),
        pytest.param('x = self.tr(f"随访 {n}")', 1, id="glued inside tr"),
    ],
)
def test_the_rule_itself(source: str, found: int) -> None:
    assert len(stray_chinese(ast.parse(source))) == found
