"""What people write where a commune is meant: accents, old spellings, old codes, a region before or behind it."""

import re
from collections.abc import Sequence
from functools import cache

from shared.territory.communes import Commune, all_communes, commune, old_codes
from shared.text import listed, plain

SPELLINGS = {
    "treguaco": "trehuaco",
    "aisen": "aysen",
    "coihaique": "coyhaique",
    "alto bio bio": "alto biobio",
    "paihuano": "paiguano",
    "llay llay": "llaillay",
    "marchigue": "marchihue",
    "la calera": "calera",
    "navarino": "cabo de hornos",
}
"""Other spellings that occur, normalised on both sides, to the one of the list."""

ROMAN = {
    "i": "01", "ii": "02", "iii": "03", "iv": "04", "v": "05", "vi": "06", "vii": "07", "viii": "08",
    "ix": "09", "x": "10", "xi": "11", "xii": "12", "rm": "13", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16",
}  # fmt: skip
"""Regions by their old numbers. Ñuble was part of VIII until 2018."""

REGION_SHORT = {
    "bio bio": "08", "araucania": "09", "o higgins": "06", "ohiggins": "06", "aysen": "11", "aisen": "11",
    "magallanes": "12", "metropolitana": "13",
}  # fmt: skip


def find(text: str) -> Sequence[Commune]:
    """The communes that a code or a name may mean: none is unknown, one is an answer, several are a question."""
    code = text.strip()
    if code.isdigit():
        known = code in all_communes() or code in old_codes()
        return [commune(code)] if known else []
    parts = [_words_of(part) for part in re.split(r"[,;/()]|\s[-–]\s", text) if _words_of(part)]
    named = [part for part in parts if not _region(part)]
    regions = [region for part in parts if (region := _region(part))]
    if not named:  # Valparaíso, Maule and others name a commune and a region
        named = [part for part in parts if SPELLINGS.get(part, part) in _by_name()][-1:]
    if len(named) != 1:
        return []
    return [c for c in _named(named[0]) if not regions or any(_lies_in(c, region) for region in regions)]


def name_of(cut: str) -> str:
    """The name of a commune; a code that is no commune's, as it is."""
    known = all_communes().get(cut)
    return known.name if known else cut


def names_of(cuts: Sequence[str]) -> str:
    """«San Fabián», «San Fabián y Ñiquén», «Coihueco, San Fabián y Ñiquén»."""
    return listed([name_of(cut) for cut in cuts])


def _named(name: str) -> list[Commune]:
    exact = _by_name().get(SPELLINGS.get(name, name))
    if exact:
        return [exact]
    return [c for key, c in _by_name().items() if len(name) >= 3 and f" {key}".find(f" {name}") >= 0]


def _lies_in(c: Commune, region: str) -> bool:
    """Whether a commune lies in a region (two digits); Ñuble's may still be written as in the VIII."""
    return c.cut[:2] == region or (region == "08" and c.cut[:2] == "16")


def _region(words: str) -> str | None:
    """The region that a word names, by name or number; None if it names none."""
    word = re.sub(r"^(la )?region( del| de la| de los| de)? ?", "", words).strip()
    said = word != words
    if word in ROMAN and (said or len(word) > 1):
        return ROMAN[word]
    return _regions().get(word)


@cache
def _by_name() -> dict[str, Commune]:
    return {_words_of(c.name): c for c in all_communes().values()}


@cache
def _regions() -> dict[str, str]:
    """Regions by their plain names, and by the short ones that people use."""
    return {_words_of(c.region): c.cut[:2] for c in all_communes().values()} | REGION_SHORT


def _words_of(text: str) -> str:
    """Lower case, without accents (also composed ones), dashes and points as spaces, single spaces."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain(text)).split())
