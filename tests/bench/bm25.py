"""What the coder of titles is compared with: BM25 over the first six letters of words, as anybody would write it."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from shared.occupations.words import bare

LITTLE = frozenset(["a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "los", "o", "para", "por", "u", "y"])
K1, B = 1.2, 0.75


class Bm25:
    """Texts with their codes; the best text of a code speaks for it."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self._texts = texts
        found = [_stems(text) for text, _ in texts]
        mean = sum(map(len, found)) / len(found)
        holders = Counter(stem for stems in found for stem in set(stems))
        self._index: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, stems in enumerate(found):
            for stem, many in Counter(stems).items():
                rare = math.log(1 + (len(texts) - holders[stem] + 0.5) / (holders[stem] + 0.5))
                much = many * (K1 + 1) / (many + K1 * (1 - B + B * len(stems) / mean))
                self._index[stem].append((at, rare * much))

    def best(self, title: str, without: str = "") -> list[str]:
        """The three best codes, without the text that is left out."""
        found: dict[int, float] = defaultdict(float)
        for stem in dict.fromkeys(_stems(title)):
            for at, much in self._index.get(stem, ()):
                found[at] += much
        codes: dict[str, float] = {}
        for at, much in found.items():
            text, code = self._texts[at]
            if text != without:
                codes[code] = max(codes.get(code, 0.0), much)
        return sorted(codes, key=lambda code: (-codes[code], code))[:3]


def _stems(text: str) -> list[str]:
    words = "".join(c if c.isalnum() else " " for c in bare(text)).split()
    return [word[:6] for word in words if word not in LITTLE]
