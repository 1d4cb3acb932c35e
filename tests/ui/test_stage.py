"""The stage on which trials and benches drive a window."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from healthdesk.desk import Desk
from tests.desks import a_desk
from tests.ui.working import closing
from ui.trials import stage, stall
from ui.trials.printers import PdfPrinters
from ui.trials.stage import settled, shell_over


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.mark.usefixtures("qtbot")
def test_the_stage_is_not_left_in_silence_while_a_job_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()
    with pytest.raises(TimeoutError, match="goes on"), shell_over(desk) as (shell, tasks):
        settled(shell, tasks)
        monkeypatch.setattr(stage, "PATIENCE_SECONDS", 0.05)
        tasks.run(lambda: may_end.wait(10), owner=shell)
    may_end.set()


@pytest.mark.usefixtures("qtbot")
def test_what_is_looked_at_is_printed_whole(desk: Desk, tmp_path: Path) -> None:
    printers = PdfPrinters(tmp_path)
    with shell_over(desk, printers) as (shell, tasks):
        settled(shell, tasks)
        stall.preview(shell)
        stall.put_on_paper(shell, tasks)
    with pypdfium2.PdfDocument(printers.files[0]) as printed:
        assert len(printed) == stall.PRINTED_PAGES
