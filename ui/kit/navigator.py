"""What a screen may ask of the house around it, and who sits at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ui.kit.actions import Action
from ui.kit.ask import Ask
from ui.kit.messages import Message
from ui.kit.paper_out import PaperOut

HOME = "home"


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits at the desk. `role` is the Chinese name of the post, `permissions` values of `Permission`.

    `first` is the place where their day begins.
    """

    account: str
    name: str
    role: str
    centre: str
    permissions: frozenset[str] = frozenset()
    first: str = HOME

    def allows(self, permission: str | None) -> bool:
        """Whether this person may do something that needs `permission`."""
        return permission is None or permission in self.permissions


class Navigator(Protocol):
    """The window as a screen sees it."""

    @property
    def seat(self) -> Seat:
        """Who sits here now."""
        ...

    @property
    def ask(self) -> Ask:
        """The only way to put a question in front of everything else."""
        ...

    @property
    def paper(self) -> PaperOut:
        """The way to a printer or into a file."""
        ...

    def open(self, place: str, **args: Any) -> None:
        """Go to the place with that id; its screen gets `show_for(**args)`."""
        ...

    def offer(self, actions: Sequence[Action]) -> None:
        """Let the person choose one of these, by words, pinyin or arrows."""
        ...

    def back(self) -> None:
        """Return to where the person came from."""
        ...

    def say(self, sentence: str, icon: str = "done") -> None:
        """A quiet line in the status bar that fades by itself."""
        ...

    def notify(self, message: Message, actions: Sequence[Action] = ()) -> None:
        """Over the foot of the page, stopping nobody: what is so, and what can be done about it at once."""
        ...

    def complain(self, error: Exception) -> None:
        """Show an expected error as a sentence, without a box."""
        ...

    def renew(self) -> None:
        """Read the screen's `commands()` again, after what is possible has changed."""
        ...

    def count(self, place: str, waiting: int) -> None:
        """The pill at a navigation entry: how many wait there (0: no pill)."""
        ...
