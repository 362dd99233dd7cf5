"""Requests about one seat: give it back, hold it longer, send its candidate, declare, undo, verify, correct."""

from datetime import date, datetime

from services.vacancies.model import flow, placements, seats
from services.vacancies.model.placements import Placement, PlacementState
from services.vacancies.model.vacancy import Lease, LeaseState, Vacancy
from services.vacancies.table import an_officers, free_in, outcome, table_of
from shared.bus.work import Outcome, Work, reject
from shared.calendar import SANTIAGO, add_working_hours
from shared.contracts import intake
from shared.contracts.envelope import Envelope
from shared.contracts.intake.seat import AboutLease
from shared.contracts.reasons import ReleaseReason


def release_seat(work: Work, said: Envelope[intake.SeatRelease], now: datetime) -> Outcome:
    """Give a held seat back; the next in line takes it."""
    before, lease = _held(work, said.data)
    an_officers(said.data.why, "why")
    table = table_of(work, now)
    step = seats.release(before, [lease], said.data.why, now)
    step = step.then(flow.advance(step.vacancy, table, free_in(work)))
    return outcome(work, before, step, table, {"lease_id": lease.lease_id})


def extend_seat(work: Work, said: Envelope[intake.SeatExtend], now: datetime) -> Outcome:
    """Hold it longer, counted from its end, as often as the Mesa has agreed."""
    before, lease = _held(work, said.data)
    table = table_of(work, now)
    if lease.extended >= table.policy.extensions:
        text = f"La reserva ya se extendió {lease.extended} veces, que es lo acordado"
        raise reject("extended_enough", text, "lease_id")
    hours = said.data.hours or table.windows(before.commune).lease_hours
    until = add_working_hours(lease.expires_at, hours, before.commune)
    step = seats.extend(before, lease, until)
    return outcome(work, before, step, table, {"lease_id": lease.lease_id, "expires_at": until.isoformat()})


def refer_candidate(work: Work, said: Envelope[intake.CandidateRefer], now: datetime) -> Outcome:
    """The candidate was sent to the employer. Said twice it is one referral."""
    before, lease = _held(work, said.data)
    return outcome(work, before, seats.refer(before, lease, now), table_of(work, now), {"lease_id": lease.lease_id})


def declare_placement(work: Work, said: Envelope[intake.PlacementDeclare], now: datetime) -> Outcome:
    """The person of a held seat was hired; credit is shared; the last seat fills the vacancy."""
    before, lease = _held(work, said.data)
    table = table_of(work, now)
    if said.data.host is not None and said.data.host not in table.members:
        raise reject("unknown_commune", f"La comuna {said.data.host} no está en la Mesa", "host")
    step = placements.place(before, lease, said.data.host, now, table.policy)
    step = step.then(flow.advance(step.vacancy, table, free_in(work)))
    made = {"lease_id": lease.lease_id, "placement_id": placements.placement_of(lease.lease_id)}
    return outcome(work, before, step, table, made)


def undo_placement(work: Work, said: Envelope[intake.PlacementUndo], now: datetime) -> Outcome:
    """The declared placement is none: the person is free again, and the next in line takes the seat.

    If the vacancy is over it stays so; the seat that is open again is posted anew.
    """
    before, lease = _lease(work, said.data)
    placement = work.get(Placement, placements.placement_of(lease.lease_id))
    if lease.state is not LeaseState.PLACED or placement is None:
        raise reject("stale_lease", "En este cupo no hay una colocación declarada", "lease_id")
    if placement.state not in (PlacementState.DECLARED, PlacementState.REFUTED):
        raise reject("stale_placement", "La colocación ya fue verificada con cotizaciones", "lease_id")
    table = table_of(work, now)
    step = placements.undo(before, lease, placement, said.data, now)
    held = step.vacancy.lease(lease.lease_id)
    step = step.then(seats.release(step.vacancy, [held] if held else [], ReleaseReason.PLACEMENT_UNDONE, now))
    step = step.then(flow.advance(step.vacancy, table, free_in(work)))
    return outcome(work, before, step, table, {"lease_id": lease.lease_id})


def end_placement(work: Work, said: Envelope[intake.PlacementEnd], now: datetime) -> Outcome:
    """The job has ended: the person can be offered again. The placement counts as it did."""
    before, lease, placement = _placement(work, said.data)
    result = {"placement_id": placement.placement_id, "ended_on": said.data.ended_on.isoformat()}
    if placement.ended_on == said.data.ended_on:
        return Outcome(result=result)
    if placement.ended_on is not None:
        raise reject("stale_placement", f"El trabajo ya terminó el {placement.ended_on:%d-%m-%Y}", "placement_id")
    if not _day(placement.declared_at) <= said.data.ended_on <= _day(now):
        text = f"El término va del {_day(placement.declared_at):%d-%m-%Y}, cuando se declaró, a hoy"
        raise reject("ended_on_out_of_range", text, "ended_on")
    step = placements.end(before, lease, placement, said.data, now)
    return outcome(work, before, step, table_of(work, now), result)


def verify_placement(work: Work, said: Envelope[intake.PlacementVerify], now: datetime) -> Outcome:
    """What the contribution record says. Source: since 2022 contributions are the proof of a placement (DOMAIN)."""
    before, lease, placement = _placement(work, said.data)
    declared, this = (f"{_day(at):%Y-%m}" for at in (placement.declared_at, now))
    if not declared <= said.data.period <= this:
        text = f"El mes va de {declared}, cuando se declaró la colocación, a {this}"
        raise reject("period_out_of_range", text, "period")
    least = table_of(work, now).policy.verify_days
    step = placements.verify(before, lease, placement, said.data, now, least)
    after = next((one for one in step.others if isinstance(one, Placement)), None)
    if after is None:
        return Outcome(result={"placement_id": placement.placement_id, "state": placement.state, "already": "yes"})
    return Outcome((after,), step.facts, {"placement_id": placement.placement_id, "state": after.state})


def correct_placement(work: Work, said: Envelope[intake.PlacementCorrect], now: datetime) -> Outcome:
    """Share the credit anew, among communes of the Mesa; what was before stays in the history."""
    before, lease, placement = _placement(work, said.data)
    members = table_of(work, now).members
    if strangers := sorted(set(said.data.credit) - set(members)):
        raise reject("unknown_commune", f"No están en la Mesa: {', '.join(strangers)}", "credit")
    if said.data.if_revision not in (None, len(placement.history)):
        text = f"Otra persona la cambió: va en la revisión {len(placement.history)}; léala de nuevo antes de cambiarla"
        raise reject("stale_revision", text, "if_revision")
    if dict(said.data.credit) == dict(placement.credit):
        return Outcome(result={"placement_id": placement.placement_id})
    step = placements.correct(before, lease, placement, said.data, now)
    return Outcome(step.others, step.facts, {"placement_id": placement.placement_id})


def _day(at: datetime) -> date:
    return at.astimezone(SANTIAGO).date()


def _lease(work: Work, asked: AboutLease) -> tuple[Vacancy, Lease]:
    """The lease that a request names with its fence. The home commune and the candidate's own may speak of it."""
    vacancy = work.get(Vacancy, asked.vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {asked.vacancy_id}", "vacancy_id")
    lease = vacancy.lease(asked.lease_id)
    if lease is None:
        raise reject("unknown_lease", f"No existe la reserva {asked.lease_id}", "lease_id")
    if asked.commune not in (vacancy.commune, lease.commune):
        raise reject("not_your_lease", "La reserva es de otras comunas", "commune")
    if lease.fence != asked.fence:
        raise reject("stale_fence", f"La reserva tiene otro número: {lease.fence}", "fence")
    return vacancy, lease


def _held(work: Work, asked: AboutLease) -> tuple[Vacancy, Lease]:
    vacancy, lease = _lease(work, asked)
    if lease.state is not LeaseState.HELD:
        raise reject("stale_lease", "La reserva ya no está vigente", "lease_id")
    return vacancy, lease


def _placement(
    work: Work, asked: intake.PlacementVerify | intake.PlacementCorrect | intake.PlacementEnd
) -> tuple[Vacancy, Lease, Placement]:
    """The placement that a request names, with its seat. Raises Rejected."""
    placement = work.get(Placement, asked.placement_id)
    vacancy = work.get(Vacancy, asked.vacancy_id)
    lease = vacancy.lease(placement.lease_id) if vacancy and placement else None
    if placement is None or vacancy is None or lease is None:
        raise reject("unknown_placement", f"No existe la colocación {asked.placement_id}", "placement_id")
    if asked.commune not in placement.credit and asked.commune not in (placement.commune, placement.finder):
        raise reject("not_your_placement", "La colocación es de otras comunas", "commune")
    if placement.state is PlacementState.UNDONE:
        raise reject("stale_placement", "La colocación se deshizo", "placement_id")
    return vacancy, lease, placement
