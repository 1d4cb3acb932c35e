"""One program on one store at a time, and a dead one holds nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from healthdesk.base import errors
from healthdesk.store.lock import StoreLock

HOLD = (
    "import sys, pathlib, time; from healthdesk.store.lock import StoreLock;"
    "lock = StoreLock(pathlib.Path(sys.argv[1])); lock.acquire(); print('held', flush=True); time.sleep(60)"
)


def test_a_second_program_is_refused_until_the_first_dies(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(errors.StoreLocked):
        StoreLock(tmp_path).acquire(patience=0.1)
    holder.kill()
    holder.communicate()
    lock = StoreLock(tmp_path)
    lock.acquire()
    lock.release()


def test_a_folder_that_is_not_there_cannot_be_locked(tmp_path: Path) -> None:
    with pytest.raises(errors.StoreReadOnly):
        StoreLock(tmp_path / "absent").acquire()
