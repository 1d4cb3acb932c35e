"""Words of which some were typed by a person: those are shown as typed, whatever the window speaks."""

from collections.abc import Iterable, Iterator


class Typed(str):
    """What somebody wrote; that it equals a word of a form makes it no word of the form."""


class Phrase(str):
    """A text made of `parts`, with at least one `Typed` among them."""

    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str]) -> "Phrase":
        pieces = tuple(parts)
        made = super().__new__(cls, "".join(pieces))
        made.parts = pieces
        return made


def joined(separator: str, said: Iterable[str]) -> str:
    """As `separator.join`, but what was typed stays known as typed."""
    pieces: list[str] = []
    for one in said:
        pieces += [separator] if pieces else []
        pieces += _parts(one)
    return Phrase(pieces) if any(isinstance(one, Typed) for one in pieces) else "".join(pieces)


def runs(text: str) -> Iterator[str]:
    """What was typed, each by itself as `Typed`, and what stands between whole."""
    between = ""
    for one in _parts(text):
        if isinstance(one, Typed):
            if between:
                yield between
            between = ""
            yield one
        else:
            between += one
    if between:
        yield between


def _parts(text: str) -> tuple[str, ...]:
    return text.parts if isinstance(text, Phrase) else (text,)
