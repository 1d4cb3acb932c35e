"""English for what the national forms and rules say: their words, and the sentences filled from them."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e\U00020000-\U000323af]")
"""Letters and marks of which an English text has none."""

_PLACE = re.compile(r"{(\w+)}")
_JOINTS = (("\n", "\n"), ("；", "; "), ("，", ", "), ("、", ", "), ("  ", "  "), (" ", " "))
"""What the rules put between the parts of a list, and what stands there in English."""
_REMEMBERED = 4096


class FormWords:
    """`said` is the English of a text; what the table does not know is said in the words of the paper."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._templates = tuple(_Template(text, texts[text]) for text in _templates(texts))
        self.said = lru_cache(_REMEMBERED)(self._find)

    def _find(self, text: str) -> str:
        if text in self._texts or not CHINESE.search(text):
            return self._texts.get(text, text)
        filled = [found for one in self._templates if (found := one.filled(text, self.said)) is not None]
        whole = next((found for found in filled if not CHINESE.search(found)), None)
        return whole or self._list(text) or (filled[0] if filled else text)

    def _list(self, text: str) -> str:
        """Parts with a joint between them; empty unless all of it is known."""
        for joint, english in _JOINTS:
            if joint in text:
                parts = [self.said(part) for part in text.split(joint)]
                if not any(CHINESE.search(part) for part in parts):
                    return english.join(parts)
        return ""


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
        self._longest = max(pieces[::2], key=len)

    def filled(self, text: str, said: Callable[[str], str]) -> str | None:
        """The English sentence with the values of `text`, in English too; None for another sentence."""
        if self._longest not in text:
            return None
        found = self._pattern.fullmatch(text)
        if found is None:
            return None
        return self._english.format(**{name: said(value) for name, value in found.groupdict().items()})


def _templates(texts: Mapping[str, str]) -> Iterator[str]:
    with_places = (text for text in texts if _PLACE.search(text))
    return iter(sorted(with_places, key=lambda text: len(_PLACE.sub("", text)), reverse=True))
