"""HTTP of cards of help: search while one types, read, publish, say that one helped."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.events.api import help_bodies
from services.events.queries import help_cards
from shared import http
from shared.contracts import intake
from shared.contracts.agenda import Process
from shared.contracts.envelope import LONGEST_TEXT, Ref

router = APIRouter(prefix="/help/cards", tags=["help_cards"])
CardId = Annotated[Ref, Path(description="El id de la ficha de ayuda")]
Asked = Annotated[str, Query(min_length=1, max_length=LONGEST_TEXT, description="Lo que se va escribiendo")]
Most = Annotated[int, Query(ge=1, le=20, description="Cuántas fichas a lo más")]


@router.get("/search", summary="Fichas que responden lo que se va escribiendo, la mejor primero")
async def search(read: http.Read, q: Asked, most: Most = 3) -> list[help_cards.CardFound]:
    return await help_cards.search(read, q, most)


@router.post("", status_code=201, summary="Publicar una ficha de ayuda")
async def publish(
    command: http.InJson[intake.CardPublish], request: Request, response: Response, key: http.IdempotencyKey = None
) -> dict[str, str]:
    result = await http.submit(request, command, key)
    response.headers["Location"] = f"/v1/help/cards/{result['card_id']}"
    return result


@router.get("", summary="Fichas de ayuda vigentes, por proceso")
async def several(
    read: http.Read,
    paging: http.Paged,
    code: Annotated[Process | None, Query(description="Solo de este proceso")] = None,
) -> list[help_cards.CardView]:
    await paging.require_known(help_cards.exists, read)
    found = await help_cards.several(read, code, paging.limit, paging.after)
    return paging.linked(found, lambda card: card.card_id)


@router.get("/{card_id}", summary="Una ficha de ayuda con sus versiones anteriores")
async def one(read: http.Read, card_id: CardId) -> help_cards.CardWithHistory:
    found = await help_cards.one(read, card_id)
    if found is None:
        raise http.not_found(f"la ficha {card_id}")
    return found


@router.post("/{card_id}/versions", summary="Publicar una versión nueva de una ficha de ayuda")
async def version(
    request: Request, card_id: CardId, body: http.InJson[help_bodies.VersionBody], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.CardRevise(card_id=card_id, **body.model_dump()), key)


@router.post("/{card_id}/use", summary="Anotar que una ficha de ayuda sirvió")
async def use(
    request: Request, card_id: CardId, body: http.InJson[http.Body], key: http.IdempotencyKey = None
) -> dict[str, str]:
    return await http.submit(request, intake.CardUse(commune=body.commune, card_id=card_id), key)
