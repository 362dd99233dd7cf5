"""Signing in with a municipality's own provider: there by a link, and back with a code."""

import structlog
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.notifications.board.desk import desk_of
from services.notifications.board.officers.entry import NotSignedInError
from services.notifications.board.officers.municipal import (
    TRIP_SECONDS,
    NotProvenError,
    ProviderAwayError,
    Trip,
)
from services.notifications.board.officers.providers import Municipality
from services.notifications.board.pages.drawn import HEADERS, page
from services.notifications.board.pages.frame import to
from services.notifications.board.pages.sign_in import ours, place_of
from services.notifications.board.pages.signed import OpenRouter, forget_cookie, set_cookie, token_of
from shared.http.problems import not_found

log = structlog.get_logger()
router = OpenRouter()
COOKIE, LONGEST_WAY = "mesa-municipal", 1000
"""The cookie of who is at the provider; letters of the address that it remembers."""

AWAY = ("{} no contesta en este momento", "Ingrese de otra manera, o pruebe de nuevo en unos minutos.")
NOT_PROVEN = ("No pudimos comprobar con {} quién es usted", "Empiece de nuevo desde Ingresar, en esta misma ventana.")
NO_ACCOUNT = (
    "Su correo no tiene cuenta en esta oficina",
    "La crea un colega suyo en Personas de la oficina, o quien opera la Mesa. Dígale la dirección que usa con {}.",
)
OFTEN = ("Se intentó demasiadas veces", "Espere un minuto y vuelva a probar.")


@router.get("/ingreso/municipal/{commune}")
async def leave(request: Request, commune: str, a: str = "/") -> Response:
    """To the provider. What comes back is bound to this browser by a cookie."""
    desk, one = desk_of(request), _provider(request, commune)
    trip = Trip.begun(commune, ours(a) if len(a) < LONGEST_WAY else "/")
    try:
        await desk.entry.require_pace(place_of(request))
        address = await desk.municipal.leads_to(trip)
    except NotSignedInError:
        return _said(OFTEN, one, 403)
    except (ProviderAwayError, NotProvenError) as away:
        log.warning("provider_away", commune=commune, why=str(away))
        return _said(AWAY, one, 503)
    response = RedirectResponse(address, 303, HEADERS)
    set_cookie(response, request, trip.kept(desk.secret, desk.wall()), COOKIE, TRIP_SECONDS)
    return response


@router.get("/ingreso/municipal/{commune}/vuelta")
async def back(request: Request, commune: str, state: str = "", code: str = "", iss: str = "") -> Response:
    """From the provider. `iss`: who it says it is (RFC 9207)."""
    response = await _come_back(request, _provider(request, commune), state, code, iss)
    forget_cookie(response, COOKIE)
    return response


async def _come_back(request: Request, one: Municipality, state: str, code: str, iss: str) -> Response:
    desk = desk_of(request)
    now = desk.wall()
    trip = Trip.of(token_of(request, COOKIE), desk.secret, now)
    try:
        await desk.entry.require_pace(place_of(request))
        if trip is None or not trip.is_of(one.commune, state) or not code or iss not in ("", one.issuer):
            raise NotProvenError("another_trip")
        account = await desk.entry.book.account(await desk.municipal.email(trip, code, now))
    except NotSignedInError:
        return _said(OFTEN, one, 403)
    except ProviderAwayError as away:
        log.warning("provider_away", commune=one.commune, why=str(away))
        return _said(AWAY, one, 503)
    except NotProvenError as no:
        log.warning("sign_in_refused", commune=one.commune, why=str(no))
        return _said(NOT_PROVEN, one, 403)
    if account is None or account.officer.commune != one.commune:
        log.warning("sign_in_refused", commune=one.commune, why="no account")
        return _said(NO_ACCOUNT, one, 403)
    response = to(trip.to)
    set_cookie(response, request, await desk.entry.begun(account.officer, now))
    return response


def _provider(request: Request, commune: str) -> Municipality:
    found = desk_of(request).municipal.providers.get(commune)
    if found is None:
        raise not_found("ese ingreso")
    return found


def _said(text: tuple[str, str], one: Municipality, status: int) -> Response:
    title, how = (each.format(one.label) for each in text)
    response: Response = page("municipal.html", {"title": title, "how": how}, status)
    return response
