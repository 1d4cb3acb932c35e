"""`package`: there and back on a stick, as a stranger does it, and with what may be wrong with the stick."""

from collections.abc import Callable
from pathlib import Path

import pytest

from healthdesk.cli.packages import PASSWORD
from healthdesk.desk import Desk
from healthdesk.sync.sandbox import Sandbox
from tests.cli.conftest import Run
from tests.desks import registered

WORD = "stick of a test"


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, WORD)


@pytest.mark.sandbox
@pytest.mark.timeout(120)
def test_a_week_without_a_network_arrives_once(
    run: Run, store: Path, tmp_path: Path, at_desk: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick" / "week.hdpackage"
    stick.parent.mkdir()
    with Sandbox(tmp_path / "platform", port=0) as platform:
        assert run("sync", "--platform", platform.url, store=store).code == 0
        desk = at_desk()
        registered(desk)
        desk.close()
        written = run("package", "write", str(stick), "--json", store=store)
        assert (written.code, written.document["saves"], written.document["left"]) == (0, 1, 0)
        assert "王秀英".encode() not in stick.read_bytes()
        monkeypatch.setenv(PASSWORD, "another word")
        assert run("package", "send", str(stick), "--platform", platform.url).code == 2
        monkeypatch.setenv(PASSWORD, WORD)
        for _ in range(2):
            sent = run("package", "send", str(stick), "--platform", platform.url, "--json")
            assert (sent.code, sent.document["done"], sent.document["left"]) == (0, 1, 0)
        receipt = sent.document["receipt"]
        taken = run("package", "receipt", receipt, "--json", store=store)
        assert (taken.code, taken.document) == (0, {"arrived": 1, "waiting": 0})
        after = run("sync", "--platform", platform.url, "--json", store=store)
        assert (after.document["state"], after.document["sent"]) == ("in-step", 0)
    assert run("verify", store=store).code == 0


def test_what_is_no_package_is_refused(run: Run, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.hdpackage"
    rubbish.write_bytes(b"\x00" * 300)
    answer = run("package", "send", str(rubbish), "--platform", "http://127.0.0.1:9/fhir")
    assert answer.code == 5
    assert "Copy it again" in answer.out + answer.err
    absent = run("package", "send", str(tmp_path / "absent"), "--platform", "http://127.0.0.1:9/fhir")
    assert absent.code == 2


def test_a_package_without_a_password_or_a_platform_is_wrong_usage(
    run: Run, store: Path, tmp_path: Path, at_desk: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk().close()
    monkeypatch.setenv(PASSWORD, "short")
    assert run("package", "write", str(tmp_path / "a"), store=store).code == 2
    monkeypatch.setenv(PASSWORD, WORD)
    never = run("package", "write", str(tmp_path / "a"), store=store)
    assert never.code == 2
    assert "never-met" in never.out + never.err
    assert run("package", "send", str(tmp_path / "a")).code == 2
    assert not (tmp_path / "a").exists()


def test_a_folder_is_not_replaced_and_said_before_anything_counts_as_under_way(
    run: Run, store: Path, tmp_path: Path
) -> None:
    """Without that look this workstation, which never met the platform, would be told so first."""
    answer = run("package", "write", str(tmp_path), store=store)
    assert answer.code == 2
    assert "no file was written" in answer.out + answer.err
