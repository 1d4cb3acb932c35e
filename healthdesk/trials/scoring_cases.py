"""Scoring cases: numbers and scales, each kind answered by the function the program itself uses."""

from collections.abc import Callable, Mapping
from typing import Any

from healthdesk.trials.comparing import Found, Unsupported, compare

_KINDS: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {}


class ScoringCases:
    """Answers scoring cases."""

    def differences(self, case: Mapping[str, Any]) -> tuple[Found, ...]:
        """What differs, as path, expected, got. Raises Unsupported."""
        if case["kind"] not in _KINDS:
            raise Unsupported(str(case["kind"]))
        return tuple(compare(case["expect"], _KINDS[case["kind"]](case["input"])))
