"""HTTP of what a fair or encuentro puts on paper: the poster and the check-in sheet, as a page and as PDF."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.events.api.activities import ActivityId
from services.events.pages import drawn
from services.events.queries.shown import Shown, shown
from services.events.settings import settings_of
from shared import http
from shared.contracts.replies import Fault
from shared.press import PRESS, NoPressError

router = APIRouter(tags=["posters"])
AN_HOUR = {"Retry-After": "3600"}
MOST_TICKETS = 200
NO_PDF = "Aquí no se puede hacer PDF: pida la misma dirección sin «.pdf» e imprima esa página desde el navegador"


class Page(Response):
    """A page."""

    media_type = "text/html"


class Paper(Response):
    """A PDF."""

    media_type = "application/pdf"


def page(text: str, policy: str, **headers: str) -> Page:
    """A page under a policy (CSP), which no other site may frame."""
    more = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", **headers}
    return Page(text, headers={"Content-Security-Policy": policy, **more})


def address_of(request: Request, activity_id: str) -> str:
    """Where everybody finds the public page: below the configured address, or else the one that was asked."""
    base = settings_of(http.runtime_of(request)).public_url or str(request.base_url)
    return f"{base.rstrip('/')}/f/{activity_id}"


async def _shown(read: http.Read, activity_id: ActivityId) -> Shown:
    found = await shown(read, activity_id)
    if found is None:
        raise http.not_found(f"la feria o el encuentro {activity_id}")
    return found


Held = Annotated[Shown, Depends(_shown)]


def _folios(
    first: Annotated[int, Query(ge=1, le=9_999, description="El primer folio: cada puerta imprime los suyos")] = 1,
    tickets: Annotated[int, Query(ge=1, le=MOST_TICKETS, description="Cuántos folios")] = 40,
) -> list[str]:
    return drawn.folios_from(first, tickets)


Folios = Annotated[list[str], Depends(_folios)]


@router.get("/activities/{activity_id}/poster", summary="El afiche, para imprimir", response_class=Page)
async def poster(request: Request, held: Held) -> Page:
    return page(drawn.poster(held, address_of(request, held.activity_id)), drawn.PAPER_POLICY)


@router.get("/activities/{activity_id}/poster.pdf", summary="El afiche en PDF", response_class=Paper)
async def poster_pdf(request: Request, held: Held) -> Paper:
    return await _pressed(drawn.poster(held, address_of(request, held.activity_id)), f"afiche-{held.activity_id}")


@router.get(
    "/activities/{activity_id}/check-in-sheet",
    summary="La hoja de ingreso y los folios para recortar, para imprimir",
    response_class=Page,
)
async def sheet(request: Request, held: Held, folios: Folios) -> Page:
    return page(drawn.sheet(held, address_of(request, held.activity_id), folios), drawn.PAPER_POLICY)


@router.get(
    "/activities/{activity_id}/check-in-sheet.pdf",
    summary="La hoja de ingreso y los folios para recortar, en PDF",
    response_class=Paper,
)
async def sheet_pdf(request: Request, held: Held, folios: Folios) -> Paper:
    html = drawn.sheet(held, address_of(request, held.activity_id), folios)
    return await _pressed(html, f"ingreso-{held.activity_id}")


async def _pressed(html: str, name: str) -> Paper:
    """Raises Problem 503 on a machine without Pango, TransientError while too many others wait."""
    try:
        pdf = await PRESS.pressed(html)
    except NoPressError:
        raise http.Problem(503, "unavailable", [Fault(code="no_pdf", text=NO_PDF)], headers=AN_HOUR) from None
    return Paper(pdf, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
