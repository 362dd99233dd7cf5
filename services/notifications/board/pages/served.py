"""The files of the page, and the page for an address that is none."""

from fastapi import Response

from services.notifications.board.pages.drawn import FILES, HEADERS, VERSIONS
from services.notifications.board.pages.signed import OpenRouter, said

files = OpenRouter()
rest = OpenRouter()
KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@files.get("/tablero/{version}/{name}")
async def file(version: str, name: str) -> Response:
    if VERSIONS.get(name) != version:
        return said(404, "")
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(FILES[name], headers={**HEADERS, **kept}, media_type=KINDS[name.rpartition(".")[2]])


@rest.api_route("/{path:path}", methods=["GET", "HEAD", "POST"])
async def nothing(path: str) -> Response:
    return said(404, "Puede que la dirección esté incompleta.")
