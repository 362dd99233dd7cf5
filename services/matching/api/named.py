"""What the paths of matching name, as their description says it."""

from typing import Annotated

from fastapi import Path

from shared.contracts.envelope import Ref

CandidateRef = Annotated[Ref, Path(description="El seudónimo de la persona")]
ConsentId = Annotated[Ref, Path(description="El id del consentimiento")]
LeaseId = Annotated[Ref, Path(description="El id de la reserva")]
OfferId = Annotated[Ref, Path(description="El id de la oferta")]
ProposalId = Annotated[Ref, Path(description="El id de la propuesta")]
VacancyId = Annotated[Ref, Path(description="El id de la vacante")]
