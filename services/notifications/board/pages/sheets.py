"""A sheet of people: looked through first, then registered. It goes on to matching, and nothing of it stays here."""

from base64 import b64encode
from typing import Any

from fastapi import Request, Response

from services.notifications.board.pages.doing import Deed, RefusedError, Why
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view

router = PageRouter()
NO_FILE = Why("Elija el archivo de la planilla.")
MOST_FAULTS = 200


@router.get("/buscadores/planilla")
async def sheet(signed: SignedIn) -> Response:
    require_view("seekers_sheet")
    return _page(signed)


@router.post("/buscadores/planilla")
async def register(request: Request, signed: SignedIn) -> Response:
    """With «Revisar» nobody is registered; the file is chosen again for «Inscribir», for nothing of it was kept."""
    deed = await Deed.of(request, signed)
    if not deed.form.file:
        return _page(signed, faults=[NO_FILE])
    look = deed.one("do") != "register"
    body = {"content": b64encode(deed.form.file).decode(), "check_only": look}
    try:
        answer = await deed.ask("matching", "/v1/seeker-sheets", body)
    except RefusedError as no:
        return _page(signed, faults=no.faults)
    return _page(signed, report=answer.data, looked=look)


def _page(signed: Signed, **more: Any) -> Response:
    return shown(signed, "sheet.html", "people", **{"report": None, "looked": False, "most": MOST_FAULTS, **more})
