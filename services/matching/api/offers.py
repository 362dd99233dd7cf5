"""HTTP of offers: how offices answer calls, by systems of their own or by hand."""

from fastapi import APIRouter, Request

from services.matching.api import bodies
from services.matching.api.named import OfferId, VacancyId
from shared import http
from shared.contracts import intake

router = APIRouter(tags=["offers"])


@router.post("/vacancies/{vacancy_id}/offers", status_code=201, summary="Ofrecer candidatos de una comuna con sistema")
async def offer(
    request: Request, vacancy_id: VacancyId, body: http.InJson[bodies.OfferBody], how: http.Tried
) -> dict[str, str]:
    command = intake.OfferMake(vacancy_id=vacancy_id, **body.model_dump())
    return await http.submit(request, command, how)


@router.post("/vacancies/{vacancy_id}/candidates", status_code=201, summary="Ofrecer personas de la comuna, a mano")
async def by_hand(
    request: Request, vacancy_id: VacancyId, body: http.InJson[bodies.OfferByHandBody], how: http.Tried
) -> dict[str, str]:
    command = intake.CandidateOffer(vacancy_id=vacancy_id, **body.model_dump())
    return await http.submit(request, command, how)


@router.post("/vacancies/{vacancy_id}/decline", summary="No tener a quién ofrecer, y por qué", responses=http.HELD)
async def decline(
    request: Request, vacancy_id: VacancyId, body: http.InJson[bodies.DeclineBody], how: http.Tried
) -> dict[str, str]:
    command = intake.OfferDecline(vacancy_id=vacancy_id, **body.model_dump())
    return await http.submit(request, command, how)


@router.post(
    "/vacancies/{vacancy_id}/offers/{offer_id}/withdraw",
    summary="Retirar candidatos de una oferta",
    responses=http.HELD,
)
async def withdraw(
    request: Request,
    vacancy_id: VacancyId,
    offer_id: OfferId,
    body: http.InJson[bodies.WithdrawOfferBody],
    how: http.Tried,
) -> dict[str, str]:
    command = intake.OfferWithdraw(vacancy_id=vacancy_id, offer_id=offer_id, **body.model_dump())
    return await http.submit(request, command, how)
