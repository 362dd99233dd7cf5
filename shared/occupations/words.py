"""Spanish job titles brought to comparable words: no accents, case, gender, plural, brackets or reference numbers."""

import re
from collections.abc import Iterator

from shared.text import plain

Words = tuple[str, ...]
"""The stems of a phrase, in order, without the little words."""

_OTHER_GENDER = re.compile(r"\s*(?:\([oa]s?\)s?|/\s*(?:[oa]s?|as)(?![a-z]))")
"""What is written beside a word to mean everybody: garzón(a), cajero/a, vendedores /as, operador(a)s."""

_SEATS = re.compile(r"\(\s*\d+\s+vacantes?\s*\)")
_REFERENCE = re.compile(r"\(?\b(?:cod(?:igo)?|ref|id)\b\.?\s*[-:]?\s*[\d-]+\s*\)?|\bid\d[\d-]*")
_ASKS = re.compile(r"^.*\b(?:busca(?:mos|n)?|requieren?|solicitan?|necesitan?|contratan?)\b")
"""«Importante empresa requiere …»: what is asked for comes after it."""

_OF_THE_POSTING = re.compile(
    r"""\b(?: part\W?time | full\W?time | teletrabajo | hibrido | urgente | reemplazos? | temporada
    | turnos?(?:\s(?:rotativos?|de\snoche|noche|noches|dia|nocturno|\d+x\d+))? | jornada\s(?:completa|parcial)
    | fin(?:es)?\sde\ssemana | sabados? | domingos? | festivos? | lunes\sa\s\w+ | \d+\s(?:horas|hrs|hr)
    | con\s(?:o\ssin\s)?experiencia | (?:con\s)?licencia(?:\sde\sconducir)?(?:\sclase)?\sb
    | (?:[ivx]+\s)?region(?:\s(?:del?|[ivx]+))* | ciudad\sde | comuna\sde | sector | zona\s(?:sur|norte|centro)
    | provincia | pesd | inclusiv\w+ | ley\s21\W?015 | [\d.]{6,}(?:\sliquidos?)? | cupos? | vacantes? )\b""",
    re.VERBOSE,
)
"""Words about the posting and not about the work; licence B is for any car, the others mean a trade."""

_OS10 = re.compile(r"\bos\W?1[0o]\b")
_BETWEEN = re.compile(r"(?<!\d)/|/(?!\d)|[-,;:.()\[\]|+*_\\]|\s[yeo]\s")
"""Separators between the parts of a title. One part may be the place or the shift."""

_WORD = re.compile(r"[a-z0-9]+")
_LITTLE = frozenset(
    ["a", "al", "con", "de", "del", "el", "en", "la", "las", "los", "o", "para", "por", "un", "una", "y", "e"]
)


def stem(word: str) -> str:
    """The word without plural and without its last vowel: operario, operaria and operarias are one."""
    if len(word) <= 3 or word[-1].isdigit():
        return word
    word = word.removesuffix("s")
    return word[:-1] if len(word) > 3 and word[-1] in "aeo" else word


def bare(title: str) -> str:
    """The title in lower case without accents, seats, reference numbers or the other gender's ending."""
    return " ".join(_cleaned(title).split())


def words(text: str) -> Words:
    """The stems of a phrase."""
    return _stems(_cleaned(text))


def said(title: str) -> Words:
    """The stems of the words about the work in a title, each once: without hours, region, licence B and the like."""
    return tuple(dict.fromkeys(_stems(_OF_THE_POSTING.sub(" ", _cleaned(title)))))


def segments(title: str) -> Iterator[Words]:
    """The parts of a title, each as words; those without words are left out."""
    for part in _BETWEEN.split(_cleaned(title)):
        if found := _stems(part):
            yield found


def _cleaned(title: str) -> str:
    text = _SEATS.sub(" ", plain(title))
    text = _REFERENCE.sub(" ", _OS10.sub("os10", text))
    return _OTHER_GENDER.sub("", _ASKS.sub(" ", text))


def _stems(text: str) -> Words:
    return tuple(stem(word) for word in _WORD.findall(text) if word not in _LITTLE)
