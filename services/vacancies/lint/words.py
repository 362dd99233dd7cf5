"""The words that art. 2 of the Código del Trabajo is about, in the forms in which offers write them.

They stand in words.toml. What is said to be welcome ("ambos sexos", "sin distinción de edad"), or is no requirement at
all ("ropa de mujer"), is not meant.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

_TABLE = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def _search(pattern: str) -> re.Pattern[str]:
    whole = pattern.replace("<people>", _TABLE["people"]).replace("<wanted>", _TABLE["wanted"])
    return re.compile(rf"\b(?:{whole})(?!\w)")


_SEARCH = tuple((code, _search(pattern)) for code, patterns in _TABLE["forbidden"].items() for pattern in patterns)

_PROTECTED = r"(?:de|del|la|el|los|las|por|su|ni|y|o|sexo|edad|genero|raza|religion|nacionalidad|estado|civil|,)"
WELCOME_BEFORE = re.compile(
    r"(?:ambos\s+sexos|sin\s+(?:distincion|importar|discriminar|exigir)|no\s+importa|cualquier|tod[oa]s?|"
    r"indistint\w+|"
    r"no\s+se\s+(?:exige|pide|requiere|discrimina|revisa|solicita)\w*|no\s+es\s+requisito|con\s+o(?:\s+sin)?)"
    rf"(?:\s*{_PROTECTED}(?!\w))*\s*$"
)
"""Says that it is all the same. Only little words and the names of what is protected may stand in between: «toda la
documentación y buena presencia» asks for the presence."""

WELCOME_AFTER = re.compile(
    r"^[\s:]*(?:\w+\s+)?(?:indistint|no\s+excluyente|no\s+importa|no\s+es\s+requisito|no\s+relevante|abierto\s+a)"
)
OF_TEACHING = re.compile(
    r"(?:profesor|docente|clase|educador|catequi|colegio|escuela|liceo|instituto)\S*\s(?:\w+\s){0,3}$"
)
OF_THINGS = re.compile(
    r"(?:ropa|vestuario|calzado|zapatos|peluqueria|corte|banos?|camarines?|perfumes?|centro|programa|area|casa|linea|"
    r"departamento|violencia|sernameg|salud|oficina|club|futbol|taller(?:es)?|villa|hogar|cuidado)\s(?:\w+\s){0,3}$"
)
"""Before a word for women or men that says what a thing or a place is for, and asks for nobody."""

OF_THE_SERVED = re.compile(
    r"(?:cuid\w+|atencion|taller(?:es)?|clases|educa\w+|programa|ninos|ninas|jovenes|alumn\w+|adultos|pacientes|usuarios|"
    r"hogar|personas\s+mayores)\s(?:\w+\s){0,4}$"
)
"""Before an age: it is theirs who are looked after or taught, not of who is sought."""

HARMLESS_AFTER: Mapping[str, re.Pattern[str]] = {
    "discriminates_sex": OF_THINGS,
    "discriminates_religion": OF_TEACHING,
    "discriminates_age": OF_THE_SERVED,
}

NEUTRAL: Mapping[str, str] = {
    "discriminates_sex": "personas",
    "discriminates_age": "personas con experiencia en el trabajo",
    "discriminates_nationality": "personas autorizadas a trabajar en Chile",
    "discriminates_appearance": "presentación acorde al uniforme",
}


def forbidden(plain_text: str) -> Iterator[tuple[str, int, int]]:
    """(code, start, end) of what is not allowed; each place once, the longest reading of it."""
    found: list[tuple[int, int, str]] = []
    for code, search in _SEARCH:
        for match in search.finditer(plain_text):
            before, after = plain_text[: match.start()], plain_text[match.end() :]
            harmless = HARMLESS_AFTER.get(code)
            if not (
                (harmless and harmless.search(before)) or WELCOME_BEFORE.search(before) or WELCOME_AFTER.search(after)
            ):
                found.append((match.start(), match.end(), code))
    last = -1
    for start, end, code in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= last:
            yield code, start, end
            last = end
