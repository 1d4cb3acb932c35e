"""Switch: what the national text leaves open and a clinic or province settles."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Switch:
    """`choices` are the words to choose from, with what they mean; without any, any value of its kind.

    `kind` is span (`28d`) or age (`9y`) where the value is a length of time.
    """

    key: str
    title: str
    default: str
    source: str
    confidence: str
    unit: str = ""
    kind: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def allows(self, value: str) -> bool:
        """Whether it is one of the choices."""
        return not self.choices or value in self.choices


@dataclass(frozen=True, slots=True)
class SettingList:
    """The file of switches."""

    settings: tuple[Switch, ...] = ()
