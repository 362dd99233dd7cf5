"""What was just done, in words: the banner of the page after a form. An address carries codes and numbers, no text."""

import re
from collections.abc import Mapping
from typing import Any

TEXTS: Mapping[str, tuple[str, str]] = {
    "extend": ("Listo: se extendió 1 reserva.", "Listo: se extendieron {} reservas."),
    "release": ("Se liberará 1 cupo.", "Se liberarán {} cupos."),
    "step-back": ("Se retirará a 1 persona de las ofrecidas.", "Se retirará a {} personas de las ofrecidas."),
    "refer": ("Listo: 1 persona derivada a la empresa.", "Listo: {} personas derivadas a la empresa."),
    "place": ("Listo: 1 colocación declarada.", "Listo: {} colocaciones declaradas."),
    "undo": ("Listo: la colocación quedó deshecha y el cupo, libre.", ""),
    "unfilled": ("Se preguntará a las comunas vecinas.", ""),
    "withdraw": ("La vacante se retirará.", ""),
    "decline": ("Se responderá que no hay a quién ofrecer.", ""),
    "offer": ("Listo: 1 persona ofrecida.", "Listo: {} personas ofrecidas."),
    "confirm": ("Listo: 1 persona ofrecida.", "Listo: {} personas ofrecidas."),
    "later": ("Anotado: 1 persona queda para después.", "Anotado: {} personas quedan para después."),
    "post": ("Listo: la vacante está publicada.", ""),
    "amend": ("Listo: la vacante quedó cambiada.", ""),
    "verify": ("Listo: las cotizaciones quedaron anotadas.", ""),
    "part": ("Listo: las dos vacantes quedaron separadas.", ""),
    "taken-back": ("Deshecho: no se hizo nada.", ""),
    "answered": ("Listo: su respuesta quedó anotada.", ""),
    "contact": ("Listo: el contacto quedó anotado.", ""),
    "erased": ("Anotado: los datos se borraron.", ""),
    "scheduled": ("Listo: quedó en la agenda, y lo saben las oficinas que participan.", ""),
    "move": ("Listo: quedó cambiada, y lo saben las oficinas que participan.", ""),
    "cancel": ("Listo: quedó cancelada, y lo saben las oficinas que participan.", ""),
    "conclude": ("Listo: quedó anotado qué resultó.", ""),
    "agreements": ("Listo: el acuerdo quedó anotado.", ""),
    "proposed": ("Listo: se les pregunta a las oficinas.", ""),
    "card": ("Listo: la ficha está publicada.", ""),
    "registered": ("Listo: la persona quedó inscrita.", ""),
    "invited": ("Listo: la persona tiene cuenta, y un enlace para ingresar va a su correo.", ""),
    "disabled": ("Listo: la cuenta quedó cerrada.", ""),
    "session-ended": ("Listo: la sesión quedó cerrada.", ""),
}
"""By code: for one, and for several."""

_HELD = re.compile(r"(vacancies|matching):[A-Za-z0-9_.:-]{1,64}(,[A-Za-z0-9_.:-]{1,64}){0,199}")
_CLOCK = re.compile(r"[0-2]\d:[0-5]\d")


def done_of(code: str, number: int, until: str = "", held: str = "", left: int = 0) -> Mapping[str, Any] | None:
    """The banner for a code; None for none. `held`: the service and the ids by which it is taken back, until then."""
    if code not in TEXTS:
        return None
    one, several = TEXTS[code]
    text = several.format(number) if number > 1 and several else one
    if left:
        text += f" {left} no: cambiaron mientras usted las miraba."
    undo = {"held": held} if _HELD.fullmatch(held) and _CLOCK.fullmatch(until) else None
    return {"text": text, "undo": undo, "until": until}
