"""Copy while open, verify by opening, restore.

A backup is one zip file (stored, not compressed: the content is encrypted) of the database, the wrapped
keys and the names of the place, so that it can be restored with any member's password and nothing else.
"""

import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from healthdesk.base import errors, files
from healthdesk.base.progress import Counter, Progress, Silence
from healthdesk.store.database import FILE_NAME, Database
from healthdesk.store.lock import LOCK_NAME

SUFFIX = ".hdbackup"
RESTORED = "restored"
"""An empty file that stands in a restored store until it has enrolled at the platform again."""
BESIDE = ("keys.json", "place.json")
ROOM_FACTOR = 2


def make(database: Database, target: Path, progress: Progress | None = None) -> Path:
    """A verified backup at `target`. Nothing half-made is left behind.

    Raises StorageError, InvalidInput, Cancelled.
    """
    watched = progress or Silence()
    files.require_file(target)
    if _is_part_of_a_store(target):
        raise errors.InvalidInput("output", "part-of-a-store")
    with _understood():
        target.parent.mkdir(parents=True, exist_ok=True)
    with _understood(), TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / FILE_NAME
        database.copy_to(copy, watched)
        unknown = Counter(watched)
        unknown.add(1)
        faults = database.faults_of(copy)
        unknown.add(1)
        if faults:
            raise errors.StoreCorrupt(faults[0])
        packed = Path(folder) / "packed"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            archive.write(copy, FILE_NAME)
            for name in BESIDE:
                if (database.folder / name).exists():
                    archive.write(database.folder / name, name)
        with packed.open("rb+") as stream:
            os.fsync(stream.fileno())
        packed.replace(target)
    return target


def unpack(file: Path, folder: Path) -> None:
    """Put a backup's files into an empty store folder, all of them or none.

    Raises StoreExists, BackupUnusable, DiskFull, StoreReadOnly, InvalidInput for a file that is not there.
    """
    if any((folder / name).exists() for name in (FILE_NAME, *BESIDE)):
        raise errors.StoreExists(str(folder))
    if not file.is_file():
        raise errors.InvalidInput("file", "is-a-folder" if file.is_dir() else "absent")
    try:
        with _understood(), zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if not {FILE_NAME, "keys.json"} <= names or archive.testzip() is not None:
                raise errors.BackupUnusable(file.name)
            folder.mkdir(parents=True, exist_ok=True)
            _extract(archive, [name for name in (FILE_NAME, *BESIDE) if name in names], folder)
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, zlib.error):
        # What the library says of a file that was cut off, encrypted or written by something else.
        raise errors.BackupUnusable(file.name) from None


def _is_part_of_a_store(target: Path) -> bool:
    """A backup written over the database or the keys would be the end of them."""
    name = target.resolve().name
    is_beside_one = (target.resolve().parent / FILE_NAME).exists()
    return is_beside_one and (name.startswith(FILE_NAME) or name in (*BESIDE, LOCK_NAME))


def _extract(archive: zipfile.ZipFile, names: Sequence[str], folder: Path) -> None:
    """Everything is unpacked aside first: a full disk or a kill leaves no half of a store."""
    with TemporaryDirectory(dir=folder, prefix=".restore-") as aside:
        for name in names:
            archive.extract(name, aside)
        (folder / RESTORED).touch()
        for name in names:
            (Path(aside) / name).replace(folder / name)


def was_restored(folder: Path) -> bool:
    """Whether this store came out of a backup and has not met the platform since."""
    return (folder / RESTORED).exists()


def forget_restoring(folder: Path) -> None:
    """It has a name of its own now."""
    (folder / RESTORED).unlink(missing_ok=True)


def newest(folder: Path) -> tuple[datetime | None, Path | None]:
    """When the newest backup of `folder` was made, and which it is."""
    files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
    if not files:
        return None, None
    return datetime.fromtimestamp(files[-1].stat().st_mtime, UTC), files[-1]


def rotate(folder: Path, keep: int) -> None:
    """Keep the newest `keep` backups of the folder."""
    files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
    for path in files[:-keep]:
        path.unlink()


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise errors.from_os(error) from None
