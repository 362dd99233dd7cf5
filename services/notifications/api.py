"""HTTP of notifications: what an office was told."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from shared import http
from shared.contracts.envelope import Cut

router = APIRouter(tags=["notifications"])


@router.get("/notices", summary="Avisos de una oficina, los más nuevos primero")
async def notices(
    request: Request,
    commune: Cut,
    vacancy_id: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    before: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="La `position` del último aviso de la página anterior")
    ] = None,
) -> list[dict[str, Any]]:
    query = """
        SELECT position, notice_id, at, type, about, vacancy_id, text FROM notice
        WHERE commune = $1 AND told AND ($2::text IS NULL OR vacancy_id = $2) AND ($4::bigint IS NULL OR position < $4)
        ORDER BY position DESC LIMIT $3
        """
    return await http.rows(request, query, commune, vacancy_id, limit, before)
