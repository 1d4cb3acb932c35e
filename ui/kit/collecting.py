"""When Python looks for garbage. To look through everything takes a tenth of a second without an answer."""

import gc

YOUNG, MIDDLE, OLD = 700, 10, 200
"""The young and the middle as Python has them, which takes a few milliseconds. Everything only after OLD
rounds of the middle, about 1.5 million things more, not after Python's 10."""


def settle() -> None:
    """The program has been loaded: what it is made of is not looked at while somebody works."""
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    gc.freeze()


def sweep() -> None:
    """Look through everything now, for nobody waits for the window; what is left is settled again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
