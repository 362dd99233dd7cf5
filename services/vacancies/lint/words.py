"""Finds words forbidden by art. 2 of the Código del Trabajo, in the forms in which offers write them.

The patterns stand in words.toml. A match is dropped where the offer welcomes everybody ("ambos sexos", "sin distinción
de edad"), or where the word is no requirement ("ropa de mujer").
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

_TABLE = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def _search(pattern: str) -> re.Pattern[str]:
    whole = re.sub(r"<([a-z]+)>", lambda name: str(_TABLE[name[1]]), pattern)
    return re.compile(rf"\b(?:{whole})(?!\w)")


_SEARCH = tuple((code, _search(pattern)) for code, patterns in _TABLE["forbidden"].items() for pattern in patterns)

_EVERYBODY = re.compile(r"(?<=[a-z]{3})@(?=s?(?!\w))")
"""The @ of «chilen@s», replaced by one letter, so that positions in the result are positions in the text."""

_PROTECTED = r"(?:de|del|la|el|los|las|por|su|ni|y|o|sexo|edad|genero|raza|religion|nacionalidad|estado|civil|,)"
WELCOME_BEFORE = re.compile(
    r"(?:ambos\s+sexos|sin\s+(?:distincion|importar|discriminar|exigir)|no\s+importa|cualquier|tod[oa]s?|"
    r"indistint\w+|"
    r"no\s+se\s+(?:exige|pide|requiere|discrimina|revisa|solicita)\w*|no\s+es\s+requisito|con\s+o(?:\s+sin)?)"
    rf"(?:\s*{_PROTECTED}(?!\w))*\s*$"
)
"""Words before a match by which the offer makes no distinction. Only short words and names of protected criteria may
stand in between, because «toda la documentación y buena presencia» does ask for the appearance."""

WELCOME_AFTER = re.compile(
    r"^[\s:]*(?:\w+\s+)?(?:indistint|no\s+excluyente|no\s+importa|no\s+es\s+requisito|no\s+relevante|abierto\s+a)"
)
OF_TEACHING = re.compile(
    r"(?:profesor|docente|clase|educador|catequi|colegio|escuela|liceo|instituto)\S*\s(?:\w+\s){0,3}$"
)
_ASKS = re.compile(rf"\b(?:{_TABLE['wanted']}|{_TABLE['preferred']}|solo|solamente|exclusiv\w+)\b")
"""A match with one of these words is a requirement whatever stands before it: «Taller busca mujeres»."""

_NOT_ASKING = (
    r"(?:(?!busc|requier|necesit|solicit|contrat|personal\b|candidat|postulant|publico|clientes?\b)\w+\s){{0,{most}}}"
)
_OR_A = r"(?:/\w+|\(\w+\))?"
_A_FEW, _SOME = _NOT_ASKING.format(most=2), _NOT_ASKING.format(most=4)
"""Up to so many words in between, none of which states a requirement."""

OF_THINGS = re.compile(
    r"\b(?:ropa|vestuario|calzado|zapatos|peluqueria|corte|banos?|camarines?|perfumes?|centro|programa|area|casa|linea|"
    r"departamento|violencia|sernameg|salud|oficina|club|futbol|taller(?:es)?|villa|hogar|cuidado)\s"
    rf"{_NOT_ASKING.format(most=3)}$|"
    rf"\b(?:zapat\w+|peluquer\w+{_OR_A}|barberia|perfumeria|moda|lenceria|tienda|seccion|fundacion|agrupacion|comite|"
    r"unidad|basquet\w*|volei\w*|liga|rama|seleccion|escuela|liceo|internado|gimnasio|residencia|albergue|atencion|apoyo|"
    r"horas?)\s(?:(?:de|para|a)\s)?$"
)
"""Words before one for women or men that names the use of a thing or a place, and is no requirement."""

OF_PLACES = re.compile(
    r"\b(?:villa|poblacion|pobl|pasaje|pje|psje|calle|avenida|av|condominio|loteo)\.?\s(?:(?:de|del|las?|los|el)\s)*$|"
    r"\b(?:sector|camino|fundo|puente|parcela|cruce|isla|cerro|estero|quebrada|laguna|caleta|playa|hacienda|hijuela|"
    r"callejon)\s(?:(?:de|del|las?|los|el)\s)+$"
)
"""Words before the name of a place: «sector Las Viudas», «Población Caballeros»."""

_OF_THE = r"(?:a|al|de|del|para|la|el|una?)\s"
OF_THE_CARED_FOR = re.compile(
    rf"\b(?:(?:cuid\w+|acompan\w+|enfermer[oa]s?){_OR_A}\s(?:{_OF_THE}){{0,2}}|"
    rf"(?:asist\w+|atencion|apoyo)\s(?:{_OF_THE}){{1,2}}|para\s(?:(?:la|el|una?)\s)?)(?:senoras?|caballeros?)$"
)
"""Text up to and with the match: the person cared for («cuidado de señora») is not the person sought."""

_TAUGHT = r"(?:ninos|ninas|lactantes|bebes|adolescentes|pacientes|usuari[oa]s|personas\s+mayores|alumn[oa]s(?!\s+en\s))"
_SERVICE = (
    r"(?:cuid\w+|atencion|atender|apoy\w+|acompan\w+|ensen\w+|educa\w+|orienta\w+|capacita\w+|formacion|monitor\w*|"
    r"profesor\w*|docent\w+|tutor\w*|trabaj\w+\s+con|taller\w*|clases|programa|residencia|centro|escuela|"
    r"liceo|colegio|hogar(?=\s+(?:de|para)\s))"
)
OF_THE_SERVED = re.compile(
    rf"\b{_TAUGHT}{_OR_A}\s{_SOME}$|"
    rf"\b{_SERVICE}{_OR_A}\s(?:{_SOME}(?:de|a|con|para|los|las|y|e|otros)\s)?"
    rf"(?:jovenes|adult[oa]s|personas|gente|estudiantes)\s{_A_FEW}$|"
    # these words name the care, not the carer, because «cuidadora de 30 a 45 años» does state a requirement
    rf"\b(?:cuidar|cuidados?|taller(?:es)?|clases|educacion|programa|residencia)\s{_SOME}$"
)
"""Words before the age of people who are cared for or taught, not of those sought. Without such words before it
«Jóvenes de 18 a 25 años» states who is sought."""

_GROUP = re.compile(r"(?:jovenes|adultos)\s")
"""A group at the start of a match is counted to the words before it, so that «taller para jóvenes» is recognised."""

OF_A_FIRM = re.compile(
    rf"\b(?:empresa|compania|firma|marca|cadena|holding)\s{_A_FEW}(?:con|tiene|de)\s(?:una\s|muy\s)*$"
)

HARMLESS_AFTER: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "discriminates_sex": (OF_THINGS, OF_PLACES),
    "discriminates_marital_status": (OF_PLACES,),
    "discriminates_religion": (OF_TEACHING,),
    "discriminates_age": (OF_THE_SERVED,),
    "discriminates_appearance": (OF_A_FIRM,),
}

NEUTRAL: Mapping[str, str] = {
    "discriminates_sex": "personas",
    "discriminates_age": "personas con experiencia en el trabajo",
    "discriminates_nationality": "personas autorizadas a trabajar en Chile",
    "discriminates_appearance": "presentación acorde al uniforme",
}


def forbidden(plain_text: str) -> Iterator[tuple[str, int, int]]:
    """(code, start, end) of each forbidden phrase; of those that overlap the first and longest one."""
    text = _EVERYBODY.sub("o", plain_text)
    found = [
        (match.start(), match.end(), code)
        for code, search in _SEARCH
        for match in search.finditer(text)
        if not _harmless(code, text, match)
    ]
    last = -1
    for start, end, code in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= last:
            yield code, start, end
            last = end


def _harmless(code: str, text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if WELCOME_BEFORE.search(before) or WELCOME_AFTER.search(after):
        return True
    if _ASKS.search(match[0]):
        return False
    if code == "discriminates_sex" and OF_THE_CARED_FOR.search(text[: match.end()]):
        return True
    if group := _GROUP.match(match[0]):
        before += group[0]
    return any(context.search(before) for context in HARMLESS_AFTER.get(code, ()))
