"""Routes of employers: contacts and their results, planned visits, joint approaches, how long employers wait."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from services.vacancies.api import bodies
from services.vacancies.api.named import ApproachId, ContactId, EmployerId
from services.vacancies.api.offices import EVER, Since, Until
from services.vacancies.queries import answer_times, employers
from shared import http
from shared.contracts import intake
from shared.contracts.envelope import Cut

router = APIRouter(prefix="/employers", tags=["employers"])


@router.get("", summary="Las empresas que las OMIL han contactado, por nombre")
async def several(
    read: http.Read,
    paging: http.Paged,
    text: Annotated[str | None, Query(max_length=100, description="Parte del nombre")] = None,
    commune: Annotated[Cut | None, Query(description="Contactadas por esta comuna")] = None,
    next_by: Annotated[http.QueryDay | None, Query(description="Con el próximo contacto hasta este día")] = None,
) -> list[employers.EmployerView]:
    """With the last contact of any office, the day it asked for the next one, and the next visit that is planned."""
    await paging.require_known(employers.exists, read)
    found = await employers.listed(
        read, text=text, commune=commune, next_by=next_by, limit=paging.limit, after=paging.after
    )
    return paging.linked(found, lambda employer: employer.employer_id)


@router.get("/answer-times", summary="Cuánto esperan las empresas una respuesta, por comuna y en toda la Mesa")
async def waits(
    request: Request, read: http.Read, since: Since = None, until: Until = None
) -> answer_times.AnswerTimes:
    """Working hours of the home office. Of vacancies posted in the period; `silent`: those without any answer yet."""
    now = http.runtime_of(request).now()
    return await answer_times.answer_times(read, since or EVER, until or now, now)


@router.post("/contacts", status_code=201, summary="Anotar un contacto con una empresa")
async def note(
    asked: http.InJson[intake.EmployerContact], request: Request, response: Response, how: http.Tried
) -> dict[str, str]:
    return _made(response, await http.submit(request, asked, how))


@router.post("/visits", status_code=201, summary="Planificar una visita a una empresa")
async def plan(
    asked: http.InJson[intake.EmployerPlan], request: Request, response: Response, how: http.Tried
) -> dict[str, str]:
    """`warning`: which office was there lately or will be soon. The visit stands all the same."""
    return _made(response, await http.submit(request, asked, how))


@router.get("/contacts/{contact_id}", summary="Un contacto o una visita planificada")
async def contact(response: Response, read: http.Read, contact_id: ContactId) -> employers.ContactOfEmployer:
    """Without a result it is planned. The ETag goes into `If-Match` of a change."""
    found = await employers.contact(read, contact_id)
    if found is None:
        raise http.not_found(f"el contacto {contact_id}")
    http.tag(response, found.revision)
    return found


@router.patch("/contacts/{contact_id}", summary="Informar el resultado de un contacto, o corregirlo")
async def report(
    request: Request,
    response: Response,
    contact_id: ContactId,
    body: http.InJson[bodies.ReportContactBody],
    read: http.Read,
    match: http.MustMatch,
    how: http.Tried,
) -> dict[str, str]:
    """Only if nobody has changed it since: otherwise 412, and nothing is changed."""

    async def current() -> int | None:
        found = await employers.contact(read, contact_id)
        return found.revision if found else None

    revision = await match.revision(current)
    try:
        asked = intake.EmployerReport(contact_id=contact_id, if_revision=revision, **body.model_dump())
    except ValidationError as wrong:
        raise http.invalid(wrong) from wrong
    made = await http.submit(request, asked, how)
    http.tag(response, made["revision"])
    return made


@router.post("/approaches", status_code=201, summary="Proponer a otras comunas ir juntas a una empresa")
async def propose(asked: http.InJson[intake.ApproachPropose], request: Request, how: http.Tried) -> dict[str, str]:
    """`warning`: one is open already, and whose."""
    return await http.submit(request, asked, how)


@router.get("/approaches", summary="Gestiones conjuntas en que participa o a que está invitada una comuna")
async def approaches(
    read: http.Read,
    paging: http.Paged,
    commune: Annotated[Cut | None, Query(description="Que la propuso o está invitada")] = None,
    open_: Annotated[bool, Query(alias="open", description="Solo las que no han terminado")] = False,
) -> list[employers.ApproachOfEmployer]:
    """The newest first; `answers` says who of the invited joins, who does not, and who has not answered."""
    await paging.require_known(employers.approach_exists, read)
    found = await employers.approaches(read, commune=commune, open_only=open_, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda approach: approach.approach_id)


@router.get("/approaches/{approach_id}", summary="Una gestión conjunta")
async def approach(read: http.Read, approach_id: ApproachId) -> employers.ApproachOfEmployer:
    found = await employers.approach(read, approach_id)
    if found is None:
        raise http.not_found(f"la gestión conjunta {approach_id}")
    return found


@router.post("/approaches/{approach_id}/answer", summary="Sumarse a una gestión conjunta, o no")
async def answer(
    request: Request,
    approach_id: ApproachId,
    body: http.InJson[bodies.AnswerApproachBody],
    how: http.Tried,
) -> dict[str, str]:
    asked = intake.ApproachAnswer(commune=body.commune, approach_id=approach_id, joins=body.joins)
    return await http.submit(request, asked, how)


@router.post("/approaches/{approach_id}/conclude", summary="Informar el resultado de una gestión conjunta")
async def conclude(
    request: Request,
    approach_id: ApproachId,
    body: http.InJson[bodies.ConcludeApproachBody],
    how: http.Tried,
) -> dict[str, str]:
    return await http.submit(request, intake.ApproachConclude(approach_id=approach_id, **body.model_dump()), how)


@router.get("/{employer_id}", summary="Una empresa con sus contactos, gestiones conjuntas y vacantes")
async def one(read: http.Read, employer_id: EmployerId) -> employers.EmployerWithHistory:
    """The newest hundred of each, newest first."""
    found = await employers.one(read, employer_id)
    if found is None:
        raise http.not_found(f"la empresa {employer_id}")
    return found


def _made(response: Response, made: dict[str, str]) -> dict[str, str]:
    response.headers["Location"] = f"/v1/employers/contacts/{made['contact_id']}"
    http.tag(response, made["revision"])
    return made
