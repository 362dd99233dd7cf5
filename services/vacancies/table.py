"""What a decision of this service needs of the Work: the table of members, who is free, and the outcome of a step."""

from datetime import datetime

from services.vacancies.model.calls import Table
from services.vacancies.model.flow import Free
from services.vacancies.model.seats import Step
from services.vacancies.model.vacancy import Hold, Member, Vacancy
from shared.bus.work import Aggregate, Outcome, Work, reject


def table_of(work: Work, now: datetime) -> Table:
    return Table({member.commune: member for member in work.all(Member)}, now)


def free_in(work: Work) -> Free:
    """Whether a candidate holds no seat in the whole network, as far as this batch has come."""

    def free(candidate_ref: str) -> bool:
        hold = work.get(Hold, candidate_ref)
        return hold is None or hold.lease_id is None

    return free


def outcome(before: Vacancy | None, step: Step, result: dict[str, str] | None = None) -> Outcome:
    """What a step changes; nothing at all if it left the vacancy as it was."""
    changed: tuple[Aggregate, ...] = (step.vacancy, *step.holds) if step.vacancy is not before else ()
    return Outcome(changed, step.facts, result or {})


def own_vacancy(work: Work, vacancy_id: str, commune: str) -> Vacancy:
    """The vacancy a request speaks of. Raises Rejected if it does not exist or is another commune's."""
    vacancy = work.get(Vacancy, vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {vacancy_id}", "vacancy_id")
    if vacancy.commune != commune:
        raise reject("not_your_vacancy", f"La vacante es de la comuna {vacancy.commune}", "commune")
    return vacancy
