"""What officers, municipal systems and the clock ask of a vacancy."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.vacancies.model import flow, seats
from services.vacancies.model.calls import call_next, default_validity
from services.vacancies.model.vacancy import OVER, Lease, LeaseState, Member, Stage, Vacancy
from services.vacancies.table import free_in, outcome, own_vacancy, table_of
from shared.bus.work import NOTHING, Outcome, Tick, Work, reject
from shared.contracts import intake
from shared.contracts.envelope import Envelope, derived_id
from shared.contracts.vacancies import VacancyAmended, VacancyPosted


def post_vacancy(work: Work, said: Envelope[intake.VacancyPost], now: datetime) -> Outcome:
    """Open a vacancy of the asking commune. The same request makes the same vacancy."""
    asked = said.data
    home = work.get(Member, asked.commune)
    if home is None or not home.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {asked.commune} no está en la Mesa", "commune")
    if asked.valid_through is not None and asked.valid_through <= now:
        raise reject("validity_over", "La vigencia ya terminó", "valid_through")
    vacancy_id = posted_as(said)
    if work.get(Vacancy, vacancy_id) is not None:  # asked again after the inbox has forgotten it
        return Outcome(result={"vacancy_id": vacancy_id})
    vacancy = Vacancy(
        vacancy_id=vacancy_id,
        commune=asked.commune,
        profile=asked.profile,
        urgency=asked.urgency,
        seats=asked.seats,
        posted_at=now,
        local_until=table_of(work, now).local_until(asked.commune, asked.urgency, asked.local_hours),
        valid_through=asked.valid_through or default_validity(now),
    )
    fact = VacancyPosted(
        vacancy_id=vacancy.vacancy_id,
        commune=vacancy.commune,
        seats=vacancy.seats,
        profile=vacancy.profile,
        urgency=vacancy.urgency,
        local_until=vacancy.local_until,
        valid_through=vacancy.valid_through,
    )
    return Outcome((vacancy,), (fact,), {"vacancy_id": vacancy.vacancy_id})


def posted_as(said: Envelope[intake.VacancyPost]) -> str:
    """The id of the vacancy that a request makes: the same for the same request."""
    return derived_id(said.id, said.source)


def amend_vacancy(work: Work, said: Envelope[intake.VacancyAmend], now: datetime) -> Outcome:
    """Change what is named. Seats already given cannot be taken away by it: release them first."""
    asked = said.data
    before = _open_vacancy(work, asked.vacancy_id, asked.commune)
    if asked.seats is not None and asked.seats < before.taken:
        text = f"Hay {before.taken} cupos reservados o colocados: libere cupos antes de bajar a {asked.seats}"
        raise reject("seats_taken", text, "seats")
    if asked.valid_through is not None and asked.valid_through <= now:
        raise reject("validity_over", "La vigencia ya terminó", "valid_through")
    profile = before.profile.model_copy(update=_given(asked, ("title", "pay")))
    amended = replace(before, profile=profile, **_given(asked, ("seats", "urgency", "valid_through")))
    fact = VacancyAmended(
        vacancy_id=amended.vacancy_id,
        commune=amended.commune,
        seats=amended.seats,
        profile=amended.profile,
        urgency=amended.urgency,
        valid_through=amended.valid_through,
        changed=tuple(sorted(asked.model_fields_set - {"commune", "vacancy_id"})),
        seats_left=amended.open_seats,
    )
    step = seats.Step(amended, (fact,)).then(flow.advance(amended, table_of(work, now), free_in(work)))
    return outcome(before, step, {"vacancy_id": amended.vacancy_id})


def withdraw_vacancy(work: Work, said: Envelope[intake.VacancyWithdraw], now: datetime) -> Outcome:
    """Close it, and say why to everybody who holds something of it."""
    before = _open_vacancy(work, said.data.vacancy_id, said.data.commune)
    return outcome(before, flow.close(before, said.data.why, table_of(work, now)), {"vacancy_id": before.vacancy_id})


def declare_unfilled(work: Work, said: Envelope[intake.VacancyDeclareUnfilled], now: datetime) -> Outcome:
    """The officer does not wait for the window: no damos abasto."""
    before = _open_vacancy(work, said.data.vacancy_id, said.data.commune)
    if before.stage is not Stage.LOCAL:
        raise reject("stale_stage", "Las comunas vecinas ya fueron consultadas", "vacancy_id")
    if before.open_seats <= 0:
        raise reject("no_open_seats", "No quedan cupos por llenar", "vacancy_id")
    return outcome(before, call_next(before, table_of(work, now), said.data.why), {"vacancy_id": before.vacancy_id})


def release_seat(work: Work, said: Envelope[intake.SeatRelease], now: datetime) -> Outcome:
    """Give a held seat back; the next in line takes it."""
    asked = said.data
    before, lease = _held(work, asked.vacancy_id, asked.lease_id, asked.fence, asked.commune)
    step = seats.release(before, [lease], asked.why, now)
    step = step.then(flow.advance(step.vacancy, table_of(work, now), free_in(work)))
    return outcome(before, step, {"lease_id": lease.lease_id})


def declare_placement(work: Work, said: Envelope[intake.PlacementDeclare], now: datetime) -> Outcome:
    """The person of a held seat was hired; credit is shared; the last seat fills the vacancy."""
    asked = said.data
    before, lease = _held(work, asked.vacancy_id, asked.lease_id, asked.fence, asked.commune)
    step = seats.place(before, lease, now)
    step = step.then(flow.advance(step.vacancy, table_of(work, now), free_in(work)))
    return outcome(before, step, {"lease_id": lease.lease_id})


def look_at_clock(work: Work, said: Envelope[Tick], now: datetime) -> Outcome:
    """A vacancy is due: its window, its call, a lease or its validity has ended."""
    before = work.get(Vacancy, said.data.key)
    if before is None:
        return NOTHING
    return outcome(before, flow.clock(before, table_of(work, now), free_in(work)))


def _open_vacancy(work: Work, vacancy_id: str, commune: str) -> Vacancy:
    vacancy = own_vacancy(work, vacancy_id, commune)
    if vacancy.stage in OVER:
        raise reject("stale_vacancy", "La vacante ya terminó", "vacancy_id")
    return vacancy


def _held(work: Work, vacancy_id: str, lease_id: str, fence: int, commune: str) -> tuple[Vacancy, Lease]:
    """The held lease that a request names with its fence. The home commune and the candidate's own may speak of it."""
    vacancy = work.get(Vacancy, vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {vacancy_id}", "vacancy_id")
    lease = vacancy.lease(lease_id)
    if lease is None:
        raise reject("unknown_lease", f"No existe la reserva {lease_id}", "lease_id")
    if commune not in (vacancy.commune, lease.commune):
        raise reject("not_your_lease", "La reserva es de otras comunas", "commune")
    if lease.fence != fence:
        raise reject("stale_fence", f"La reserva tiene otro número: {lease.fence}", "fence")
    if lease.state is not LeaseState.HELD:
        raise reject("stale_lease", "La reserva ya no está vigente", "lease_id")
    return vacancy, lease


def _given(asked: intake.VacancyAmend, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields the request names with a value."""
    return {name: value for name in names if (value := getattr(asked, name)) is not None}
