"""English for what the national forms and rules say: their words, and the sentences filled from them."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e\U00020000-\U000323af]")
"""Letters and marks of which an English text has none."""

_PLACE = re.compile(r"{(\w+)}")
_JOINTS = {"\n": "\n", "；": "; ", "，": ", ", "、": ", ", "  ": "  ", "？": " ", " ": " "}
"""What the rules put between the parts of a list, and what stands there in English."""
_ENDS = "？"
"""Nothing stands between questions: it belongs to the first of two."""
_TELLING = 4
"""Letters in a row by which a sentence is known though a value in it is not, such as a name."""
_REMEMBERED = 4096


class FormWords:
    """`said` is the English of a text; what the table does not know is said in the words of the paper."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._templates = tuple(_Template(text, texts[text]) for text in _templates(texts))
        self.said = lru_cache(_REMEMBERED)(self._find)

    def _find(self, text: str) -> str:
        if (known := self._known(text)) is not None:
            return known
        return self._list(text) or next(self._filled(text, _TELLING), text)

    def _known(self, text: str) -> str | None:
        """A word of the table, or a sentence of it all whose values are known; None for anything else."""
        if text in self._texts or not CHINESE.search(text):
            return self._texts.get(text, text)
        return next((found for found in self._filled(text) if not CHINESE.search(found)), None)

    def _filled(self, text: str, least: int = 0) -> Iterator[str]:
        """As what it may be read, the longest template first."""
        tried = (one for one in self._templates if len(one.longest) >= least)
        found = (one.filled(text, self.said) for one in tried)
        return (sentence for sentence in found if sentence is not None)

    def _list(self, text: str) -> str:
        """Parts with a joint between them; empty unless all of it is known."""
        for joint, english in _JOINTS.items():
            parts = _parts(text, joint)
            if len(parts) > 1 and (said := self._runs(parts, "" if joint == _ENDS else joint)):
                return english.join(said)
        return ""

    def _runs(self, parts: list[str], joint: str) -> list[str]:
        """The parts in English, as many together as make a word of the table: one may hold the joint."""
        said: list[str] = []
        at = 0
        while at < len(parts):
            ends = range(len(parts) if at else len(parts) - 1, at + 1, -1)
            runs = ((end, self._known(joint.join(parts[at:end]))) for end in ends)
            end, word = next(((end, word) for end, word in runs if word), (at + 1, self.said(parts[at])))
            if CHINESE.search(word):
                return []
            said.append(word)
            at = end
        return said


class _Template:
    """A sentence with places; the longest is tried first, so that none is taken for a shorter one."""

    def __init__(self, chinese: str, english: str) -> None:
        pieces = _PLACE.split(chinese)
        met: set[str] = set()
        pattern = ""
        for at, piece in enumerate(pieces):
            if at % 2 == 0:
                pattern += re.escape(piece)
            else:
                pattern += f"(?P={piece})" if piece in met else f"(?P<{piece}>.+?)"
                met.add(piece)
        self._pattern, self._english = re.compile(pattern), english
        self.longest = max(pieces[::2], key=len)

    def filled(self, text: str, said: Callable[[str], str]) -> str | None:
        """The English sentence with the values of `text`, in English too; None for another sentence."""
        if self.longest not in text:
            return None
        found = self._pattern.fullmatch(text)
        if found is None:
            return None
        return self._english.format(**{name: said(value) for name, value in found.groupdict().items()})


def _parts(text: str, joint: str) -> list[str]:
    parts = text.split(joint)
    if joint != _ENDS:
        return parts
    return [f"{part}{joint}" for part in parts[:-1]] + [part for part in parts[-1:] if part]


def _templates(texts: Mapping[str, str]) -> Iterator[str]:
    with_places = (text for text in texts if _PLACE.search(text))
    return iter(sorted(with_places, key=lambda text: len(_PLACE.sub("", text)), reverse=True))
