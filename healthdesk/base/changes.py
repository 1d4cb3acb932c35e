"""Changes: which kinds of row a unit of work touched."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Changes:
    """Announced after each commit, so that a screen reloads only what it shows."""

    kinds: frozenset[str]

    def touches(self, *kinds: str) -> bool:
        """Whether any of `kinds` (row class names such as `Visit`) was written."""
        return not self.kinds.isdisjoint(kinds)
