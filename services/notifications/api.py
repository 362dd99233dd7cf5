"""HTTP of notifications: the notices of an office."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.notifications.notices import queries
from shared import http

router = APIRouter(tags=["notifications"])


@router.get("/notices", summary="Avisos de una oficina, los más nuevos primero")
async def notices(
    read: http.Read,
    paging: http.Paged,
    commune: http.OwnCommune,
    vacancy_id: Annotated[str | None, Query(description="Solo los de esta vacante")] = None,
) -> list[queries.NoticeView]:
    await paging.require_known(queries.exists, read)
    found = await queries.notices(read, commune=commune, vacancy_id=vacancy_id, limit=paging.limit, after=paging.after)
    return paging.linked(found, lambda notice: str(notice.position))
