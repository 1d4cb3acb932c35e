"""Every programme, read from resources/programmes; a damaged file is reported and left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput, NotFound
from healthdesk.base.paths import resources
from healthdesk.domain.programmes.programme import Programme, ProgrammeFault, from_document


@dataclass(frozen=True)
class Programmes:
    """The programmes this program knows, by their key, and the files that could not be read."""

    by_key: dict[str, Programme]
    faults: tuple[ProgrammeFault, ...] = ()

    @classmethod
    def read(cls, folder: Path | None = None) -> "Programmes":
        """All programme files of `folder`, in the order of their names."""
        found: dict[str, Programme] = {}
        faults = []
        for path in sorted((folder or resources() / "programmes").glob("*.json")):
            try:
                programme = _read_one(path)
                found[programme.key] = programme
            except ProgrammeFault as fault:
                faults.append(fault)
        return cls(found, tuple(faults))

    def get(self, key: str) -> Programme:
        """The programme called `key`. Raises NotFound; InvalidInput("file:key", fault) for a damaged one."""
        if key in self.by_key:
            return self.by_key[key]
        for fault in self.faults:
            if fault.file == f"{key}.json":
                raise InvalidInput(f"{fault.file}:{key}", fault.fault)
        raise NotFound("programme", key)

    def home_of(self, form_key: str) -> Programme:
        """The programme a form is written for. Raises NotFound; InvalidInput when it may be a damaged one."""
        for programme in self.all():
            if form_key in programme.forms:
                return programme
        for fault in self.faults:
            raise InvalidInput(f"{fault.file}:{form_key}", fault.fault)
        raise NotFound("form", form_key)

    def written_together(self, key: str, active: Iterable[str]) -> tuple[str, ...]:
        """`key` with those of the `active` programmes that share its sheet, in their order on it."""
        if not self.get(key).place_on_sheet:
            return (key,)
        mine = {key, *active}
        shared = [one for one in self.all() if one.place_on_sheet and one.key in mine]
        return tuple(one.key for one in sorted(shared, key=lambda one: one.place_on_sheet))

    def all(self) -> tuple[Programme, ...]:
        """Every programme, by key."""
        return tuple(self.by_key[key] for key in sorted(self.by_key))

    def __iter__(self) -> Iterator[Programme]:
        return iter(self.all())


def _read_one(path: Path) -> Programme:
    try:
        document = canonical.decode(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ProgrammeFault(path.name, str(error)) from None
    if not isinstance(document, dict) or document.get("key") != path.stem:
        raise ProgrammeFault(path.name, "the key is not the name of the file")
    try:
        return from_document(document)
    except ProgrammeFault as fault:
        raise ProgrammeFault(path.name, fault.fault) from None
