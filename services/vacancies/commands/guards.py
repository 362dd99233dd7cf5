"""What a request must meet before it is decided: its commune is in the Mesa, the vacancy is its own and open."""

from services.vacancies.model.members import Member
from services.vacancies.model.vacancy import OVER, Vacancy
from shared.contracts.reasons import SAID_BY_ITSELF, Reason
from shared.messaging.decisions import LoadedAggregates, reject


def require_member(aggregates: LoadedAggregates, commune: str) -> None:
    """Raises Rejected unless the commune that asks is in the Mesa."""
    member = aggregates.get(Member, commune)
    if member is None or not member.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {commune} no está en la Mesa", "commune")


def known_vacancy(aggregates: LoadedAggregates, vacancy_id: str) -> Vacancy:
    """The vacancy that a request names. Raises Rejected if it does not exist."""
    vacancy = aggregates.get(Vacancy, vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {vacancy_id}", "vacancy_id")
    return vacancy


def open_vacancy(aggregates: LoadedAggregates, vacancy_id: str, commune: str) -> Vacancy:
    """The vacancy that a request names, if it is the commune's own and has not ended. Raises Rejected."""
    vacancy = known_vacancy(aggregates, vacancy_id)
    if vacancy.commune != commune:
        raise reject("not_your_vacancy", f"La vacante es de la comuna {vacancy.commune}", "commune")
    if vacancy.stage in OVER:
        raise reject("stale_vacancy", "La vacante ya terminó", "vacancy_id")
    return vacancy


def require_officers_reason(why: Reason, field: str) -> None:
    """Raises Rejected for a reason that only a timer or the seat ledger can know: an officer's would be untrue."""
    if why in SAID_BY_ITSELF:
        raise reject("not_an_officers_reason", f"«{why.text}» lo anota el sistema: elija otro motivo", field)
