"""Quiénes calzan: the cards of the office's people for a vacancy, and offering them by hand."""

from fastapi import Response

from services.notifications.board.pages.asked import read_as
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.signed import PageRouter, SignedIn, require_view
from services.notifications.board.queries import vacancies
from shared.http.problems import not_found

router = PageRouter()


@router.get("/vacantes/{vacancy_id}/fichas")
async def cards(signed: SignedIn, vacancy_id: str) -> Response:
    require_view("cards_several")
    found = await vacancies.vacancy(signed.desk.read, vacancy_id)
    if found is None:
        raise not_found("esa vacante")
    cards = await read_as(signed, "matching", f"/v1/vacancies/{vacancy_id}/cards", limit=20)
    return shown(signed, "cards.html", "vacancies", vacancy=found.vacancy, cards=cards)
