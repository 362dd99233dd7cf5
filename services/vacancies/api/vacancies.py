"""Vacancies: post, review, list, read, amend, withdraw, call the neighbours, part from a duplicate; its copies."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from services.vacancies.api import bodies
from services.vacancies.api.bodies import FlagView
from services.vacancies.api.named import VacancyId
from services.vacancies.commands.validation import legal_review
from services.vacancies.model.vacancy import Stage
from services.vacancies.queries import vacancies
from shared import http
from shared.calendar import SANTIAGO
from shared.contracts import intake
from shared.contracts.envelope import Cut, Ref
from shared.contracts.vacancies import Profile

router = APIRouter(tags=["vacancies"])


@router.post("/vacancies", status_code=201, summary="Publicar una vacante")
async def post(
    asked: http.InJson[intake.VacancyPost], request: Request, response: Response, how: http.Tried
) -> dict[str, str]:
    """The answer has the folio; `linked_to` if it was recognised as one that stands already; `warnings` of the law."""
    made = await http.submit(request, asked, how)
    response.headers["Location"] = f"/v1/vacancies/{made['vacancy_id']}"
    return made


@router.post("/vacancies/review", summary="Revisar una vacante antes de publicarla")
async def review(request: Request, profile: http.InJson[Profile]) -> list[FlagView]:
    """What the legal review finds, and whether it would be refused or only warned of. Nothing is kept."""
    await http.require_bearable(request, profile)
    runtime = http.runtime_of(request)
    today = runtime.now().astimezone(SANTIAGO).date()
    return [
        FlagView(
            code=flag.code,
            severity=severity,
            field=flag.field,
            words=flag.words,
            text=flag.text,
            neutral=flag.neutral,
        )
        for flag, severity in legal_review(profile, today, runtime.policy)
    ]


@router.get("/vacancies", summary="Vacantes, las más nuevas primero")
async def several(
    read: http.Read,
    paging: http.Paged,
    commune: Annotated[Cut | None, Query(description="De esta comuna; si falta, de todas")] = None,
    stage: Annotated[list[Stage] | None, Query(description="Solo las que están así; se puede repetir")] = None,
    text: Annotated[
        str | None, Query(max_length=100, description="Parte del título o de la empresa, o el folio")
    ] = None,
    external_ref: Annotated[Ref | None, Query(description="Como la llama el sistema que la publicó")] = None,
) -> list[vacancies.VacancyView]:
    await paging.require_known(vacancies.exists, read)
    found = await vacancies.listed(
        read,
        commune=commune,
        stages=stage,
        text=text,
        external_ref=external_ref,
        limit=paging.limit,
        after=paging.after,
    )
    return paging.linked(found, lambda vacancy: vacancy.vacancy_id)


@router.get("/vacancies/{vacancy_id}", summary="Una vacante con sus cupos y quienes esperan, por id o folio")
async def one(
    request: Request, response: Response, read: http.Read, vacancy_id: VacancyId
) -> vacancies.VacancyWithSeats:
    """`waiting` is the queue, next in line first, as the decision would take them now.

    The ETag goes into `If-Match` of a change.
    """
    runtime = http.runtime_of(request)
    found = await vacancies.one(read, vacancy_id, runtime.now(), runtime.policy)
    if found is None:
        raise http.not_found(f"la vacante {vacancy_id}")
    http.tag(response, found.revision)
    return found


@router.patch("/vacancies/{vacancy_id}", summary="Cambiar una vacante; lo que no se nombra queda igual")
async def amend(
    request: Request,
    response: Response,
    vacancy_id: VacancyId,
    body: http.InJson[bodies.AmendVacancyBody],
    read: http.Read,
    match: http.MustMatch,
    how: http.Tried,
) -> dict[str, str]:
    """Only if nobody has changed it since: otherwise 412, and nothing is changed."""
    given = body.model_dump(exclude_unset=True)
    if (revision := await match.revision(lambda: vacancies.revision(read, vacancy_id))) is not None:
        given["if_revision"] = revision
    try:
        asked = intake.VacancyAmend(vacancy_id=vacancy_id, **given)
    except ValidationError as nothing:
        raise http.invalid(nothing) from nothing
    made = await http.submit(request, asked, how)
    http.tag(response, made["revision"])
    return made


@router.post("/vacancies/{vacancy_id}/withdraw", summary="Retirar una vacante", responses=http.HELD)
async def withdraw(
    request: Request,
    vacancy_id: VacancyId,
    body: http.InJson[bodies.WithdrawVacancyBody],
    how: http.Tried,
) -> dict[str, str]:
    asked = intake.VacancyWithdraw(vacancy_id=vacancy_id, **body.model_dump())
    return await http.submit(request, asked, how)


@router.post(
    "/vacancies/{vacancy_id}/declare-unfilled", summary="Pedir ayuda a las comunas vecinas ahora", responses=http.HELD
)
async def declare_unfilled(
    request: Request,
    vacancy_id: VacancyId,
    body: http.InJson[bodies.DeclareUnfilledBody],
    how: http.Tried,
) -> dict[str, str]:
    asked = intake.VacancyDeclareUnfilled(vacancy_id=vacancy_id, **body.model_dump())
    return await http.submit(request, asked, how)


@router.post("/vacancies/{vacancy_id}/part", summary="Separar una vacante de la que parecía la misma")
async def part(
    request: Request, vacancy_id: VacancyId, body: http.InJson[http.Body], how: http.Tried
) -> dict[str, str]:
    return await http.submit(request, intake.VacancyPart(commune=body.commune, vacancy_id=vacancy_id), how)


@router.post("/vacancies/{vacancy_id}/acknowledge", summary="Decir que la copia de la comuna está al día")
async def acknowledge(
    request: Request, vacancy_id: VacancyId, body: http.InJson[bodies.AcknowledgeBody], how: http.Tried
) -> dict[str, str]:
    asked = intake.VacancyAcknowledge(commune=body.commune, vacancy_id=vacancy_id, revision=body.revision)
    return await http.submit(request, asked, how)


@router.get("/vacancies/{vacancy_id}/holders", summary="Quién tiene copia de la vacante, y quién no está al día")
async def holders(read: http.Read, commune: http.ActingCommune, vacancy_id: VacancyId) -> vacancies.Holders:
    """`pending_since`: the first change that the commune has not acknowledged. For who posted it and who was asked."""
    found = await vacancies.holders(read, commune, vacancy_id)
    if found is None:
        raise http.not_found(f"la vacante {vacancy_id}")
    return found
