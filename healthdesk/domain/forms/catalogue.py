"""Every form in every version, read from resources/forms when somebody asks for it.

A file is named `<key>-<version>.json`; the first version of an edition may be called by its year
alone (`hypertension-visit-2017.json` holds 2017.1).
"""

import re
from collections.abc import Iterable
from pathlib import Path

from healthdesk.base import paths
from healthdesk.base.errors import InvalidInput, NotFound
from healthdesk.domain.forms.contradictions import refuse_contradictions
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.layout import Layout, read_layout
from healthdesk.domain.forms.questionnaire import read_form

_NAME = re.compile(r"(?P<key>[a-z0-9]+(?:-[a-z0-9]+)*?)-(?P<version>\d{4}(?:\.\d+)?)")


class Forms:
    """The catalogue. Nothing is read but the names of the files until a form is asked for."""

    def __init__(self, files: dict[tuple[str, str], Path]) -> None:
        self._files = files
        self._read: dict[tuple[str, str], Form] = {}
        self._layouts: dict[tuple[str, str], Layout] = {}

    @classmethod
    def read(cls, folder: Path | None = None) -> "Forms":
        """The forms of a folder, by default those the program ships with."""
        files = {}
        for path in sorted((folder or paths.resources() / "forms").glob("*.json")):
            if name := _NAME.fullmatch(path.stem):
                version = name["version"]
                files[name["key"], version if "." in version else f"{version}.1"] = path
        return cls(files)

    def keys(self) -> tuple[str, ...]:
        """All form keys, sorted."""
        return tuple(sorted({key for key, _ in self._files}))

    def versions(self, key: str) -> tuple[str, ...]:
        """All versions of one form, oldest first."""
        found = [version for known, version in self._files if known == key]
        return tuple(sorted(found, key=_in_order))

    def sound(self, keys: Iterable[str] | None = None) -> tuple[Form, ...]:
        """The newest versions of these forms (by default of all) that can be read; the others say why not
        when they are asked for.
        """
        known = self.keys()
        wanted = known if keys is None else [key for key in keys if key in known]
        return tuple(form for form in map(self._sound, wanted) if form is not None)

    def _sound(self, key: str) -> Form | None:
        try:
            return self.current(key)
        except InvalidInput:
            return None

    def current(self, key: str) -> Form:
        """The newest version. Raises NotFound."""
        versions = self.versions(key)
        if not versions:
            raise NotFound("form", key)
        return self.get(key, versions[-1])

    def get(self, key: str, version: str) -> Form:
        """One version; a visit is drawn with the one it was signed in.

        Raises NotFound, or InvalidInput(field="file:item", reason) for a damaged or contradictory file.
        """
        if (key, version) not in self._read:
            self._read[key, version] = self._open(key, version)
        return self._read[key, version]

    def known(self, key: str, version: str) -> Form | None:
        """One version, or None for one that is not there or cannot be read: a list goes on without it."""
        try:
            return self.get(key, version)
        except (NotFound, InvalidInput):
            return None

    def layout(self, form: Form) -> Layout:
        """Which items of the form share a line; an empty layout when there is no sound file for it."""
        if (form.key, form.version) not in self._layouts:
            try:
                self._layouts[form.key, form.version] = self.written_layout(form)
            except InvalidInput:  # the form can be filled in without; `definitions.faults` names the file
                self._layouts[form.key, form.version] = Layout()
        return self._layouts[form.key, form.version]

    def written_layout(self, form: Form) -> Layout:
        """The layout as its file says. Raises InvalidInput(field="file:item", reason) for a damaged one."""
        path = self._path(form.key, form.version)
        beside = path.parent / "layout" / path.name
        if not beside.exists():
            return Layout()
        try:
            read = read_layout(beside.read_bytes())
        except InvalidInput as fault:
            raise InvalidInput(f"layout/{path.name}:{fault.field}", fault.reason) from None
        placed = [link_id for line in read.lines for link_id in line.link_ids]
        for link_id in (*placed, *read.folded, *read.quick, *read.room):
            if not form.has(link_id):
                raise InvalidInput(f"layout/{path.name}:{link_id}", "unknown-item")
        return read

    def _path(self, key: str, version: str) -> Path:
        if (key, version) not in self._files:
            raise NotFound("form", f"{key} {version}")
        return self._files[key, version]

    def _open(self, key: str, version: str) -> Form:
        path = self._path(key, version)
        try:
            form = read_form(path.read_bytes())
            refuse_contradictions(form)
        except InvalidInput as fault:
            raise InvalidInput(f"{path.name}:{fault.field}", fault.reason) from None
        if (form.key, form.version) != (key, version):
            raise InvalidInput(f"{path.name}:form", "name-and-content-differ")
        return form


def _in_order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
