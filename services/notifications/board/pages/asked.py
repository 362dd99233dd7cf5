"""What is about a person, or belongs to one office alone: asked of its service as the officer, when it is shown."""

from typing import Any

from services.notifications.board.acting import AwayError
from services.notifications.board.pages.signed import Signed
from shared.http.problems import Problem

SERVICES = {
    "vacancies": "El servicio de vacantes",
    "matching": "El servicio de personas",
    "events": "El servicio de agenda",
}


async def read_as(signed: Signed, service: str, path: str, **query: Any) -> Any:
    """What a service answers to who is signed in. Raises Problem: 403, 404, or 503 while it does not answer."""
    try:
        answer = await signed.desk.services.get(signed.officer, service, path, **query)
    except AwayError as away:
        detail = f"{SERVICES[service]} no contesta. Lo demás de la página sigue funcionando."
        raise Problem(503, "unavailable", detail=detail) from away
    if not answer.ok:
        kind = "not-found" if answer.status == 404 else "forbidden" if answer.status == 403 else "invalid"
        raise Problem(answer.status, kind, detail=answer.faults[0].text if answer.faults else "")
    return answer.data
