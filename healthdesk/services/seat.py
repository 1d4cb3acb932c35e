"""Seat: who sits at the desk, and what they may do."""

from collections.abc import Callable
from dataclasses import dataclass, field

from healthdesk.base.errors import NotAllowed
from healthdesk.domain.access import Permission, Role, may
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.sensitivity import Sensitivity
from healthdesk.store.journal import Actor


@dataclass(frozen=True, slots=True)
class Sitter:
    """The member of staff at the desk. `sensitive` are topics opened for this person by name."""

    account_id: str
    login: str
    full_name: str
    role: Role
    sensitive: frozenset[str] = frozenset()


NOBODY = Sitter("", "", "", Role.CLERK)


@dataclass
class Seat:
    """Changes when the user changes; every service asks it.

    `known_logins` did a full login this shift; with each the quick ways back, of `pin` and `badge`.
    """

    programmes: Programmes
    sensitivity: Sensitivity = field(default_factory=Sensitivity.read)
    sitter: Sitter = NOBODY
    known_logins: dict[str, frozenset[str]] = field(default_factory=dict)
    listeners: list[Callable[[Sitter], None]] = field(default_factory=list)

    def take(self, sitter: Sitter) -> None:
        """`sitter` sits down."""
        self.sitter = sitter
        for listener in self.listeners:
            listener(sitter)

    @property
    def actor(self) -> Actor:
        """Who the journal names."""
        return Actor(self.sitter.account_id, self.sitter.full_name)

    def may(self, permission: Permission) -> bool:
        """Whether the person at the desk holds `permission`."""
        return self.sitter is not NOBODY and may(self.sitter.role, permission)

    def require(self, permission: Permission) -> None:
        """Raises NotAllowed unless the person at the desk holds `permission`."""
        if not self.may(permission):
            raise NotAllowed(permission.value)

    def sees(self, topic: str) -> bool:
        """Whether records of this programme or topic are shown to the person at the desk."""
        known = self.programmes.by_key.get(topic)
        if topic not in self.sensitivity.keys and (known is None or not known.is_sensitive):
            return True
        return self.may(Permission.SEE_SENSITIVE) or topic in self.sitter.sensitive

    def hidden(self) -> frozenset[str]:
        """The programmes and the topics that the person at the desk does not see.

        A topic hides the programme of that name also while the programme's own file is damaged.
        """
        keys = {one.key for one in self.programmes} | set(self.sensitivity.keys)
        return frozenset(key for key in keys if not self.sees(key))
