"""How a store is opened: the only place where the desk is loaded, and that after the login is painted."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from healthdesk.desk import Desk
    from ui.login.wizard import FirstStart


class Doors(Protocol):
    """What the login does with its answers. Both may take a second and run off the main thread."""

    def open(self, login: str, password: str) -> "Desk":
        """The desk with this person at it. Raises what `Desk.open` raises."""
        ...

    def found(self, start: "FirstStart") -> "Desk":
        """A new store. Raises what `Desk.found` raises."""
        ...

    def prepare(self) -> None:
        """Load what opening will need, while the password is being typed."""
        ...


class StoreDoors:
    """The doors of a store folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, login: str, password: str) -> "Desk":
        return self._desk().open(self._folder, login, password)

    def found(self, start: "FirstStart") -> "Desk":
        make: Callable[..., object] = import_module("healthdesk.desk").FirstStart
        answers = make(
            centre=start.centre,
            centre_code=start.centre_code,
            workstation=start.workstation,
            login=start.login,
            full_name=start.full_name,
            password=start.password,
            villages=(start.centre_code,),
        )
        return self._desk().found(self._folder, answers)  # type: ignore[arg-type]  # made just above

    def prepare(self) -> None:
        self._desk()

    def _desk(self) -> "type[Desk]":
        found: type[Desk] = import_module("healthdesk.desk").Desk
        return found
