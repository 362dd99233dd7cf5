"""The letters of a commune in a folio: short, of its name, and nobody else's."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from shared.territory.communes import Commune, all_communes
from shared.text import plain

_SMALL = frozenset({"de", "del", "la", "las", "los", "el", "y"})


def letters_of(cut: str) -> str:
    """Two to five letters: «SC» for San Carlos. Raises KeyError for an unknown code."""
    return _letters()[cut]


@cache
def _letters() -> Mapping[str, str]:
    """All 346. Of two with the same wish, the larger commune has them; the census of 2017 does not change."""
    taken: dict[str, str] = {}
    for one in sorted(all_communes().values(), key=lambda c: (-c.population, c.cut)):
        wanted = next(letters for letters in _wishes(one) if letters not in taken)
        taken[wanted] = one.cut
    return {cut: letters for letters, cut in taken.items()}


def _wishes(one: Commune) -> Iterator[str]:
    """Initials first; then more of the last word; then, for the very few that are left, the digits' letters."""
    words = [word for word in re.findall(r"[a-z]+", plain(one.name)) if word not in _SMALL]
    initials, last = "".join(word[0] for word in words), words[-1]
    start = initials[:-1][:2]
    for length in range(1, 5 - len(start) + 1):
        letters = (start + last[:length]).upper()
        if len(letters) >= 2 and len(last) >= length:
            yield letters
    for other in range(1, len(last)):
        yield (start + last[0] + last[other])[:5].upper()
    yield "".join(chr(ord("A") + int(digit)) for digit in one.cut)
