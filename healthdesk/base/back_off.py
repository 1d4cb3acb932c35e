"""How long to wait before something that failed is tried again: full jitter, 2 s to 15 min (sync.md 5.6)."""

SHORTEST_S = 2.0
LONGEST_S = 900.0
DOUBLINGS = 9
"""From here on the longest wait is the longest of all."""


def seconds(failures: int, chance: float) -> float:
    """After so many failures in a row; `chance` between 0 and 1 draws from everything up to the longest wait.

    The longest wait doubles with each failure. Drawn from all of it, those who failed together do not come
    back together.
    """
    longest = min(LONGEST_S, SHORTEST_S * 2.0 ** min(failures, DOUBLINGS))
    return SHORTEST_S + chance * (longest - SHORTEST_S)
