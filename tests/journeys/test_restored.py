"""A workstation brought back from last week's backup: nothing it sent since is lost or sent twice (F39)."""

from pathlib import Path

import pytest

from healthdesk.desk import Desk, restore
from healthdesk.sync.sandbox import Sandbox
from tests.builders import PASSWORD
from tests.desks import a_desk, an_environment, registered


@pytest.mark.timeout(120)
def test_a_restored_workstation_gets_back_what_it_had_sent_and_goes_on(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "platform", port=0) as platform:
        desk = a_desk(tmp_path)
        registered(desk, name="王秀英")
        desk.platform.synchronise(platform.url)
        saved = desk.upkeep.backup(tmp_path / "old.hdbackup")
        registered(desk, name="刘德厚")
        desk.platform.synchronise(platform.url)
        desk.close()

        restore(saved, tmp_path / "again")
        back = Desk.open(tmp_path / "again", "admin", PASSWORD, an_environment(seed=7))
        try:
            registered(back, name="陈桂兰")
            outcome = back.platform.synchronise(platform.url)
            assert (outcome.state, outcome.reason) == ("in-step", None)
            assert {row.name for row in back.residents.everybody()} == {"王秀英", "刘德厚", "陈桂兰"}
            assert back.upkeep.verify().faults == ()
            assert back.platform.synchronise(platform.url).sent == 0
        finally:
            back.close()
