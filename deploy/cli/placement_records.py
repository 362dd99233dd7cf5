"""The placements of a running stack: read from its database, verified over the HTTP of vacancies."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import httpx

from services.matching.vault import Identity, Vault
from services.vacancies.imports.contribution_file import ContributionRow

_PLACEMENTS = """
SELECT placement_id, to_char(declared_at AT TIME ZONE 'America/Santiago', 'YYYY-MM') AS declared
FROM vacancies.placement WHERE candidate_ref = $1 AND credit ? $2 AND state <> 'undone' ORDER BY declared_at DESC
"""


class RunningPlacementRecords:
    """`db` is the owner's connection; `vault` recognises a person by a mark, so that no RUT is looked for as such."""

    def __init__(self, db: asyncpg.Connection, http: httpx.AsyncClient, vault: Vault | None, commune: str) -> None:
        self._db, self._http, self._vault, self._commune = db, http, vault, commune

    async def placements_of(self, line: ContributionRow) -> Sequence[Mapping[str, Any]]:
        ref = await self._ref_of(line)
        return [dict(row) for row in await self._db.fetch(_PLACEMENTS, ref, self._commune)] if ref else []

    async def verify(self, placement_id: str, period: str, days: int) -> Mapping[str, Any]:
        answer = await self._http.post(
            f"/v1/placements/{placement_id}/verify",
            json={"commune": self._commune, "period": period, "days": days},
        )
        told: dict[str, Any] = answer.json()
        if answer.is_success:
            return told
        faults = told.get("errors") or [{"code": "http", "text": told.get("title", "")}]
        return {"fault": faults[0]["code"], "text": "; ".join(fault["text"] for fault in faults)}

    async def _ref_of(self, line: ContributionRow) -> str | None:
        if not line.is_rut:
            return line.person
        mark = self._vault.mark(Identity(name="-", rut=line.person)) if self._vault else None
        ref: str | None = await self._db.fetchval("SELECT candidate_ref FROM matching.identity WHERE mark = $1", mark)
        return ref
