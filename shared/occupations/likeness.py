"""How alike a phrase is to known phrases, by the pieces of words that they share; it knows nothing of occupations.

Cosine of weighted letter pieces (3 to 5 letters, the edges of a word among them). A piece weighs more the fewer groups
of phrases it occurs in. Pure Python: a phrase is compared with 2,500 others in about a millisecond.
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from shared.occupations.words import Words

SIZES = (3, 4, 5)
SHARPNESS = 1.5
FLOOR = 0.5
UNSEEN = 0.5


class Index:
    """Phrases that are known, each in one of several groups."""

    def __init__(self, phrases: Sequence[Words], groups: Sequence[str]) -> None:
        self._weights = _weights(phrases, groups)
        self._unseen = UNSEEN * max(self._weights.values(), default=1.0)
        self._where: dict[str, array[int]] = {piece: array("H") for piece in self._weights}
        self._much: dict[str, array[float]] = {piece: array("f") for piece in self._weights}
        for at, phrase in enumerate(phrases):
            pieces = {piece: many * self._weights[piece] for piece, many in _pieces(phrase).items()}
            for piece, much in _unit(pieces).items():
                self._where[piece].append(at)
                self._much[piece].append(much)

    def alike(self, phrase: Words, without: Collection[int] = ()) -> dict[int, float]:
        """Which phrases share something with this one, and how alike they are (0 to 1].

        Phrases in `without` are left out: a piece that occurs only in them is as unknown as in a new word.
        """
        asked = {
            p: n * (self._weights[p] if self._occurs(p, without) else self._unseen) for p, n in _pieces(phrase).items()
        }
        found: dict[int, float] = defaultdict(float)
        for piece, here in _unit(asked).items():
            for at, much in zip(self._where.get(piece, ()), self._much.get(piece, ()), strict=True):
                found[at] += here * much
        for at in without:
            found.pop(at, None)
        return found

    def _occurs(self, piece: str, without: Collection[int]) -> bool:
        where = self._where.get(piece, ())
        return len(where) > len(without) or any(at not in without for at in where)


def _pieces(phrase: Words) -> dict[str, float]:
    """The letter pieces of a phrase; a long word counts no more than a short one."""
    found: dict[str, float] = defaultdict(float)
    for word in phrase:
        edged = f"^{word}$"
        pieces = dict.fromkeys(edged[at : at + size] for size in SIZES for at in range(len(edged) - size + 1))
        for piece in pieces:  # in order of the letters, not of a set: the same sums on every machine
            found[piece] += len(pieces) ** -0.5
    return found


def _weights(phrases: Sequence[Words], groups: Sequence[str]) -> dict[str, float]:
    holders: dict[str, set[str]] = defaultdict(set)
    for phrase, group in zip(phrases, groups, strict=True):
        for piece in _pieces(phrase):
            holders[piece].add(group)
    total = 1 + len(set(groups))
    return {piece: (math.log(total / (1 + len(held))) + FLOOR) ** SHARPNESS for piece, held in holders.items()}


def _unit(pieces: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(much * much for much in pieces.values())) or 1.0
    return {piece: much / length for piece, much in pieces.items()}
