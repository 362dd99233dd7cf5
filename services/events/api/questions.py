"""HTTP of help between offices: ask, answer, accept, reopen, take back, read."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.events.api import bodies, help_bodies
from services.events.queries import levelling, questions
from shared import http
from shared.calendar import SANTIAGO
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref

router = APIRouter(prefix="/help", tags=["help"])
YEAR = timedelta(days=365)
HelpId = Annotated[Ref, Path(description="El id de la pregunta")]


@router.post("", status_code=201, summary="Preguntar a la oficina mejor ubicada para responder")
async def ask(
    command: http.InJson[intake.HelpAsk], request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    result = await http.submit(request, command, key)
    response.headers["Location"] = f"/v1/help/{result['help_id']}"
    return result


@router.get("", summary="Preguntas entre oficinas, la última arriba")
async def several(
    read: http.Read,
    paging: http.Paged,
    commune: Annotated[Cut | None, Query(description="Que preguntó o tiene que responder")] = None,
    open_: Annotated[bool, Query(alias="open", description="Solo las que esperan respuesta")] = False,
) -> list[questions.QuestionView]:
    await paging.require_known(questions.exists, read)
    found = await questions.several(read, commune=commune, open_only=open_, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda question: question.help_id)


@router.get("/levelling", summary="Quién pregunta, quién responde, qué fichas se reusan y cuánto se demora")
async def levelled(
    read: http.Read,
    request: Request,
    since: Annotated[http.QueryDay | None, Query(description="Primer día; si falta, un año atrás")] = None,
    until: Annotated[http.QueryDay | None, Query(description="Último día; si falta, hoy")] = None,
) -> levelling.Levelling:
    today = http.runtime_of(request).now().astimezone(SANTIAGO).date()
    last = until or today
    return await levelling.levelling(read, since or last - YEAR, last)


@router.get("/{help_id}", summary="Una pregunta con sus respuestas y a quién le toca")
async def one(read: http.Read, help_id: HelpId) -> questions.QuestionView:
    found = await questions.one(read, help_id)
    if found is None:
        raise http.not_found(f"la pregunta {help_id}")
    return found


@router.post("/{help_id}/answer", summary="Responder una pregunta")
async def answer(
    request: Request, help_id: HelpId, body: http.InJson[help_bodies.AnswerBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.HelpAnswer(help_id=help_id, **body.model_dump()), key)


@router.post("/{help_id}/accept", summary="Decir que la respuesta sirvió")
async def accept(
    request: Request, help_id: HelpId, body: http.InJson[http.Body], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.HelpAccept(commune=body.commune, help_id=help_id), key)


@router.post("/{help_id}/reopen", summary="Decir qué le falta a la respuesta")
async def reopen(
    request: Request, help_id: HelpId, body: http.InJson[help_bodies.ReopenBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.HelpReopen(help_id=help_id, **body.model_dump()), key)


@router.post("/{help_id}/withdraw", summary="Retirar una pregunta")
async def withdraw(
    request: Request, help_id: HelpId, body: http.InJson[bodies.WhyBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.HelpWithdraw(help_id=help_id, **body.model_dump()), key)
