"""What is wrong with a request, in Spanish, every fault at once; never the offending value, it may be personal data."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from shared import personal_data
from shared.contracts.envelope import CUT, FOLIO, PERIOD, REF, YEARS
from shared.contracts.replies import Fault

MOST_NUMBER = 2**31 - 1
"""Larger than any number of people, pesos or minutes, and whole in every JSON reader and every column of ours."""

PUT_ASIDE = Fault(code="put_aside", text="La solicitud quedó apartada por una falla nuestra; el equipo la verá")
"""The reply by intake to a request that our own failure put aside. It may be answered later."""

INVALID_DATA = Fault(code="unfit", text="Algún dato no se puede guardar ni buscar: revise textos y números muy grandes")

INTEGER = "Tiene que ser un número entero"
NUMBER = "Tiene que ser un número"
TRUTH = "Tiene que ser verdadero o falso"
INSTANT = "No es una fecha y hora como 2026-01-12T09:00:00-03:00"
DAY = "No es una fecha como 2026-01-12"
LIST = "Tiene que ser una lista"
OBJECT = "Tiene que ser un objeto"
ONE_OF = "Tiene que ser uno de: {expected}"

SPANISH = {
    "missing": "Falta este dato",
    "extra_forbidden": "Este dato no se conoce",
    "string_type": "Tiene que ser un texto",
    "string_unicode": "Tiene caracteres que no son texto (UTF-8)",
    "string_too_short": "No puede quedar vacío",
    "string_too_long": "Es demasiado largo (máximo {max_length} caracteres)",
    "string_pattern_mismatch": "No tiene la forma que se pide",
    "int_type": INTEGER,
    "int_parsing": INTEGER,
    "int_parsing_size": "Es un número demasiado grande",
    "int_from_float": INTEGER,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": "Tiene que ser un número finito",
    "bool_type": TRUTH,
    "bool_parsing": TRUTH,
    "greater_than": "Tiene que ser mayor que {gt}",
    "greater_than_equal": "Tiene que ser {ge} o más",
    "less_than": "Tiene que ser menor que {lt}",
    "less_than_equal": "Tiene que ser {le} o menos",
    "enum": ONE_OF,
    "literal_error": ONE_OF,
    "timezone_aware": "A la fecha y hora le falta la zona horaria (por ejemplo -03:00)",
    "datetime_parsing": INSTANT,
    "time_parsing": "Tiene que ser una hora del día, como 09:00",
    "datetime_from_date_parsing": INSTANT,
    "datetime_object_invalid": INSTANT,
    "datetime_type": INSTANT,
    "instant_out_of_range": f"El año tiene que estar entre {YEARS[0]} y {YEARS[-1]}",
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": "Tiene que ser una fecha sin hora, como 2026-01-12",
    "too_short": "Tiene que traer al menos {min_length}",
    "too_long": "Trae más de {max_length}",
    "tuple_type": LIST,
    "list_type": LIST,
    "set_type": LIST,
    "frozen_set_type": LIST,
    "iterable_type": LIST,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "dict_type": OBJECT,
    "mapping_type": OBJECT,
    "invalid_key": "Los nombres de los datos tienen que ser textos",
    "none_required": "Tiene que quedar vacío (null)",
    "json_invalid": "No es JSON válido",
    "json_type": "No es JSON válido",
    "recursion_loop": "Tiene demasiados niveles",
    "value_error": "{error}",
}
KEY = "^[!-~]+$"
FORMS = {
    KEY: "Solo puede llevar caracteres ASCII visibles, sin espacios",
    CUT: "Tiene que ser el código de una comuna: cinco cifras, por ejemplo 16301",
    REF: "Solo puede llevar letras sin tilde, cifras y los signos _ . : -",
    FOLIO: "No es un folio como SC-2026-0042",
    PERIOD: "No es un mes como 2026-04",
}
"""The message for a text that does not match its pattern, by pattern of `shared/contracts`."""

LONGEST_FIELD = 200
MOST_ENTRIES = 4000
"""Of a list in a request: more than any commune has candidates for one vacancy."""


def faults_of(wrong: ValidationError, base: str = "") -> tuple[Fault, ...]:
    """Every fault pydantic found. `base`: the JSON pointer of what was validated."""
    return tuple(fault_of(fault, fault["loc"], base) for fault in errors_of(wrong))


def errors_of(wrong: ValidationError) -> list[Any]:
    """`ValidationError.errors()`, but for a list that is too short only because its entries are wrong themselves."""
    found = wrong.errors(include_url=False, include_input=False)
    outer = {fault["loc"][:depth] for fault in found for depth in range(len(fault["loc"]))}
    return [fault for fault in found if fault["type"] != "too_short" or fault["loc"] not in outer]


def fault_of(entry: Mapping[str, Any], path: Sequence[int | str], base: str = "") -> Fault:
    """One entry of `ValidationError.errors()`. Of JSON that is none, the place is a number of characters, no field."""
    if entry["type"] == "json_invalid":
        return Fault(code=entry["type"], text=spanish(entry))
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in path]
    pointer = _kept("/".join(("", *parts)))
    return Fault(code=entry["type"], field=_kept(".".join(map(str, path))), pointer=base + pointer, text=spanish(entry))


def faults_of_request(data: BaseModel) -> tuple[Fault, ...]:
    """What no request may hold, whichever door it came by: the RUT of a person, an entry twice, what has no end.

    Facts are read as they were said: what was allowed once stands on the topics.
    """
    return (*personal_data.faults_in(data), *_beyond_bounds(data))


def _beyond_bounds(data: BaseModel) -> Iterator[Fault]:
    for path, value in personal_data.walked(data):
        if isinstance(value, int) and abs(value) > MOST_NUMBER:
            yield Fault(code="less_than_equal", field=".".join(path), text=f"Tiene que ser {MOST_NUMBER} o menos")
        elif isinstance(value, tuple | list):
            yield from _beyond_in(path, value)


def _beyond_in(path: tuple[str, ...], value: Sequence[Any]) -> Iterator[Fault]:
    if len(value) > MOST_ENTRIES:
        yield Fault(code="too_long", field=".".join(path), text=f"Trae más de {MOST_ENTRIES}")
        return
    met: set[Any] = set()
    for n, one in enumerate(value):
        if one in met:
            yield Fault(code="repeated", field=".".join((*path, str(n))), text="Viene más de una vez en la lista")
        met.add(one)


def pointed(faults: Iterable[Fault], asked: BaseModel, base: str = "") -> tuple[Fault, ...]:
    """The faults of a request with the JSON pointer of each field that is one of its own; our names have no dots."""
    return tuple(
        fault.model_copy(update={"pointer": f"{base}/{fault.field.replace('.', '/')}"})
        if fault.pointer is None and fault.field.partition(".")[0] in type(asked).model_fields
        else fault
        for fault in faults
    )


def spanish(entry: Mapping[str, Any]) -> str:
    """The Spanish sentence for one entry of `ValidationError.errors()`."""
    context = entry.get("ctx") or {}
    said = FORMS.get(context.get("pattern", ""), SPANISH.get(entry["type"], "Este valor no sirve"))
    return said.format_map({**context, "expected": _listed(str(context.get("expected", "")))})


def _listed(expected: str) -> str:
    """`'a', 'b' or 'c'` as Spanish lists it."""
    return re.sub(r"(?<=['\d]) or (?=['\d])", " o ", expected)


def _kept(name: str) -> str:
    """The path of a field. A name that nobody knows is the asker's own: it is kept short, and kept printable."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name[:LONGEST_FIELD])
