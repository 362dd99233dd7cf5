"""The vacancy in a path, named by its id or by its folio, which officers use on the telephone."""

import re
from typing import Annotated

from fastapi import Depends, Path

from services.vacancies.queries import vacancies
from shared import http
from shared.contracts.envelope import FOLIO, Ref


async def vacancy_named(
    read: http.Read, vacancy_id: Annotated[Ref, Path(description="El id o el folio: SC-2026-0042")]
) -> str:
    """The id of the vacancy. Raises Problem 404 for a folio that was not given to any vacancy."""
    if not re.fullmatch(FOLIO, vacancy_id.upper()):
        return vacancy_id
    found = await vacancies.id_of_folio(read, vacancy_id)
    if found is None:
        raise http.not_found(f"la vacante {vacancy_id}")
    return found


VacancyId = Annotated[str, Depends(vacancy_named)]
ApproachId = Annotated[Ref, Path(description="El id de la gestión conjunta")]
ContactId = Annotated[Ref, Path(description="El id del contacto o de la visita")]
EmployerId = Annotated[Ref, Path(description="El id de la empresa")]
LeaseId = Annotated[Ref, Path(description="El id de la reserva")]
PlacementId = Annotated[Ref, Path(description="El id de la colocación")]
