"""What set-up installs is what pyproject.toml asks for, wheel by wheel, and names no registry."""

import re
import tomllib

import pytest

from healthdesk.base import edition
from tests.house.sources import ROOT

LOCKS = ROOT / "installer" / "locks"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def versions(kind: str) -> dict[str, str]:
    text = (LOCKS / f"{kind}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))


def asked(requirements: list[str]) -> set[str]:
    return {re.sub(r"[_.]", "-", re.split(r"[<>=]", requirement)[0]).lower() for requirement in requirements}


def test_the_lists_hold_what_the_project_asks_for() -> None:
    extras = PROJECT["optional-dependencies"]
    ours = PROJECT["dependencies"]
    assert asked(ours + extras["sandbox"]) <= versions("run").keys()
    assert asked(ours + extras["sandbox"] + extras["test"]) <= versions("test").keys()
    assert asked(ours + extras["build"]) <= versions("build").keys()


def test_what_is_tested_and_packed_is_what_is_installed() -> None:
    run, packed = versions("run"), versions("build")
    assert run.items() <= versions("test").items()
    assert {name: version for name, version in packed.items() if run.get(name, version) != version} == {}


@pytest.mark.parametrize("kind", ["run", "test", "build"])
def test_every_package_has_its_hashes_and_no_address(kind: str) -> None:
    text = (LOCKS / f"{kind}.txt").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", text.strip())
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in text


def test_the_program_says_the_version_that_the_project_has() -> None:
    assert PROJECT["version"] == edition.VERSION


def test_bootstrap_serves_the_pythons_of_the_project() -> None:
    script = (ROOT / "installer" / "bootstrap.py").read_text(encoding="utf-8")
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    assert "OLDEST, NEWEST = (3, 11), (3, 13)" in script
