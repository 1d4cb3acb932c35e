"""Modules and functions that can be read without scrolling far, under names that say something."""

import ast

import pytest

from tests.house.sources import functions, modules, name, tree

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "data", "info", "misc"}
EMPTY_VERBS = ("create_", "update_", "process_", "handle_")
PRODUCT = modules("healthdesk", "ui", "installer", "main.py")
ALL = PRODUCT + modules("tests")
WRITTEN_BY_HAND = tuple(module for module in PRODUCT if module.parent.name != "versions")
"""All but the migrations, which Alembic lists table by table."""

pytestmark = pytest.mark.timeout(180)  # whichever is first reads every module, on a busy machine slowly


def test_a_module_says_in_a_line_what_it_is_for() -> None:
    assert [name(module) for module in PRODUCT if not ast.get_docstring(tree(module))] == []


def test_a_module_can_be_read_at_a_sitting() -> None:
    lengths = {name(module): module.read_text(encoding="utf-8").count("\n") for module in WRITTEN_BY_HAND}
    assert {module: length for module, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_a_function_fits_the_eye() -> None:
    lengths = {
        f"{name(module)}: {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in WRITTEN_BY_HAND
        for function in functions(module)
    }
    assert {function: length for function, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_a_module_is_named_after_a_noun_of_the_trade() -> None:
    empty = [m for m in ALL if {word for part in m.parts[-2:] for word in part[:-3].split("_")} & EMPTY_NAMES]
    assert [name(module) for module in empty] == []


def test_services_do_what_staff_say() -> None:
    services = [module for module in modules("healthdesk") if module.parent.name == "services"]
    names = [f"{name(module)}: {function.name}" for module in services for function in functions(module)]
    assert [function for function in names if function.split(": ")[1].startswith(EMPTY_VERBS)] == []
