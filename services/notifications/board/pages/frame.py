"""What every page of the board has around its content."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from services.notifications.board.pages.drawn import HEADERS, page
from services.notifications.board.pages.signed import Signed
from services.notifications.board.queries.waiting import Many

ROOMS = (
    ("today", "/", "Hoy"),
    ("vacancies", "/vacantes", "Vacantes"),
    ("agenda", "/agenda", "Agenda"),
    ("help", "/ayuda", "Ayuda"),
    ("people", "/buscadores", "Buscadores"),
    ("employers", "/empresas", "Empresas"),
    ("map", "/mapa", "Mapa"),
    ("mesa", "/la-mesa", "La Mesa"),
    ("operation", "/operacion", "Operación"),
)
"""The rooms of the page: name, address, what the officer reads. The first four stand at the bottom of a phone."""


def waits_of(many: Many) -> Mapping[str, int]:
    """How many items stand beside a room of the page: beside Hoy all of them."""
    whole = {"today": many.vacancies + many.agenda + many.help, "agenda": many.agenda, "help": many.help}
    return defaultdict(int, whole)


def shown(
    signed: Signed,
    template: str,
    here: str = "",
    *,
    status: int = 0,
    faults: Sequence[object] = (),
    done: Mapping[str, Any] | None = None,
    stream: str = "",
    **values: Any,
) -> Response:
    """A page for who is signed in. `here`: its room; `stream`: where its live parts are; `done`: what was done.

    `status` 0: 200, or 422 where there are `faults`.
    """
    token = Markup('<input type="hidden" name="form_token" value="{}">').format(signed.form_token)
    response: Response = page(
        template,
        {
            "signed": signed,
            "now": signed.now,
            "rooms": ROOMS,
            "waits": waits_of(signed.many),
            "here": here,
            "faults": faults,
            "done": done,
            "stream": stream,
            "form_token": lambda: token,
            **values,
        },
        status or (422 if faults else 200),
    )
    return response


def to(address: str) -> Response:
    """Go on to another page, after something was done: to load it again repeats nothing."""
    return RedirectResponse(address, 303, HEADERS)
