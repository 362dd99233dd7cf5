"""What is wrong with a request, in Spanish, every fault at once; never the offending value, it may be personal data."""

from pydantic import ValidationError

from shared.contracts.replies import Fault

SPANISH = {
    "missing": "Falta este dato",
    "extra_forbidden": "Este dato no se conoce",
    "string_type": "Tiene que ser un texto",
    "string_too_short": "No puede quedar vacío",
    "string_too_long": "Es demasiado largo (máximo {max_length} caracteres)",
    "string_pattern_mismatch": "No tiene la forma que se pide",
    "int_type": "Tiene que ser un número entero",
    "int_parsing": "Tiene que ser un número entero",
    "int_from_float": "Tiene que ser un número entero",
    "float_type": "Tiene que ser un número",
    "float_parsing": "Tiene que ser un número",
    "bool_type": "Tiene que ser verdadero o falso",
    "bool_parsing": "Tiene que ser verdadero o falso",
    "greater_than": "Tiene que ser mayor que {gt}",
    "greater_than_equal": "Tiene que ser {ge} o más",
    "less_than": "Tiene que ser menor que {lt}",
    "less_than_equal": "Tiene que ser {le} o menos",
    "enum": "Tiene que ser uno de: {expected}",
    "literal_error": "Tiene que ser uno de: {expected}",
    "timezone_aware": "A la fecha y hora le falta la zona horaria (por ejemplo -03:00)",
    "datetime_parsing": "No es una fecha y hora como 2026-01-12T09:00:00-03:00",
    "datetime_from_date_parsing": "No es una fecha y hora como 2026-01-12T09:00:00-03:00",
    "datetime_type": "No es una fecha y hora como 2026-01-12T09:00:00-03:00",
    "too_short": "Tiene que traer al menos {min_length}",
    "too_long": "Trae más de {max_length}",
    "tuple_type": "Tiene que ser una lista",
    "model_type": "Tiene que ser un objeto",
    "model_attributes_type": "Tiene que ser un objeto",
    "dict_type": "Tiene que ser un objeto",
    "json_invalid": "No es JSON válido",
    "value_error": "{error}",
}


def faults_of(wrong: ValidationError, below: int = 0) -> tuple[Fault, ...]:
    """Every fault pydantic found; `below` first parts of each path are left out (`body` in an HTTP request)."""
    return tuple(
        Fault(code=fault["type"], field=".".join(map(str, fault["loc"][below:])), text=spanish(fault))
        for fault in wrong.errors(include_url=False, include_input=False)
    )


def spanish(fault: dict[str, object] | object) -> str:
    """The Spanish sentence for one entry of `ValidationError.errors()`."""
    entry = fault if isinstance(fault, dict) else {}
    said = SPANISH.get(str(entry.get("type")), "Este valor no sirve")
    context = entry.get("ctx")
    return said.format_map(context) if isinstance(context, dict) else said.split(" {")[0]
