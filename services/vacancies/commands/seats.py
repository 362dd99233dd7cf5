"""Requests about one seat: give it back, hold it longer, send its candidate, declare, undo, verify, correct."""

from datetime import date, datetime

from services.vacancies.commands.guards import known_vacancy, require_officers_reason
from services.vacancies.context import context_of, decision_of, free_in
from services.vacancies.model import lifecycle, placements, seats
from services.vacancies.model.fairs import MetAtFair, met_key
from services.vacancies.model.ids import placement_of
from services.vacancies.model.placements import Placement, PlacementState
from services.vacancies.model.vacancy import Lease, LeaseState, Vacancy
from shared.calendar import SANTIAGO, add_working_hours
from shared.contracts import intake
from shared.contracts.envelope import Envelope
from shared.contracts.intake.seat import AboutLease
from shared.contracts.reasons import ReleaseReason
from shared.messaging.decisions import Decision, LoadedAggregates, reject
from shared.territory import name_of


def release_seat(aggregates: LoadedAggregates, command: Envelope[intake.SeatRelease], now: datetime) -> Decision:
    """Give a held seat back; the next in line takes it."""
    before, lease = _held(aggregates, command.data)
    require_officers_reason(command.data.why, "why")
    context = context_of(aggregates, now)
    transition = seats.release(before, [lease], command.data.why, now)
    transition = transition.then(lifecycle.advance(transition.vacancy, context, free_in(aggregates)))
    return decision_of(aggregates, before, transition, context, {"lease_id": lease.lease_id})


def extend_seat(aggregates: LoadedAggregates, command: Envelope[intake.SeatExtend], now: datetime) -> Decision:
    """Hold a seat for longer, counted from the end of its lease, as often as the policy allows."""
    before, lease = _held(aggregates, command.data)
    context = context_of(aggregates, now)
    if lease.extended >= context.policy.extensions:
        text = f"La reserva ya se extendió {lease.extended} veces, que es lo acordado"
        raise reject("extended_enough", text, "lease_id")
    if command.data.hours:
        until = add_working_hours(lease.expires_at, command.data.hours, before.commune)
    else:
        until = context.lease_until(before.commune, before.urgency, lease.expires_at)
    transition = seats.extend(before, lease, until)
    return decision_of(
        aggregates, before, transition, context, {"lease_id": lease.lease_id, "expires_at": until.isoformat()}
    )


def refer_candidate(aggregates: LoadedAggregates, command: Envelope[intake.CandidateRefer], now: datetime) -> Decision:
    """The candidate was sent to the employer. A repeated request makes no second referral."""
    before, lease = _held(aggregates, command.data)
    return decision_of(
        aggregates, before, seats.refer(before, lease, now), context_of(aggregates, now), {"lease_id": lease.lease_id}
    )


def declare_placement(
    aggregates: LoadedAggregates, command: Envelope[intake.PlacementDeclare], now: datetime
) -> Decision:
    """The candidate of a held seat was hired; the last seat placed fills the vacancy.

    Credit is shared; the host's part goes to the fair at which the person was interviewed for this vacancy.
    """
    before, lease = _held(aggregates, command.data)
    context = context_of(aggregates, now)
    met = aggregates.get(MetAtFair, met_key(before.vacancy_id, lease.candidate_ref))
    host = met.host if met and met.host in context.members and context.members[met.host].at_table else None
    if command.data.host is not None and command.data.host != host:
        fair = f"Ninguna feria de {name_of(command.data.host)}"
        text = f"{fair} registra una entrevista de esta persona para esta vacante"
        raise reject("no_such_interview", text, "host")
    transition = placements.place(before, lease, host, now, context.policy)
    transition = transition.then(lifecycle.advance(transition.vacancy, context, free_in(aggregates)))
    made = {"lease_id": lease.lease_id, "placement_id": placement_of(lease.lease_id)}
    return decision_of(aggregates, before, transition, context, made)


def undo_placement(aggregates: LoadedAggregates, command: Envelope[intake.PlacementUndo], now: datetime) -> Decision:
    """Undo a declared placement: the candidate is free again, and the next in line takes the seat.

    If the vacancy is over it stays so; the seat that is open again is posted anew.
    """
    before, lease = _lease(aggregates, command.data)
    placement = aggregates.get(Placement, placement_of(lease.lease_id))
    if lease.state is not LeaseState.PLACED or placement is None:
        raise reject("stale_lease", "En este cupo no hay una colocación declarada", "lease_id")
    if placement.state not in (PlacementState.DECLARED, PlacementState.REFUTED):
        raise reject("stale_placement", "La colocación ya fue verificada con cotizaciones", "lease_id")
    context = context_of(aggregates, now)
    transition = placements.undo(before, lease, placement, command.data, now)
    held = transition.vacancy.lease(lease.lease_id)
    transition = transition.then(
        seats.release(transition.vacancy, [held] if held else [], ReleaseReason.PLACEMENT_UNDONE, now)
    )
    transition = transition.then(lifecycle.advance(transition.vacancy, context, free_in(aggregates)))
    return decision_of(aggregates, before, transition, context, {"lease_id": lease.lease_id})


def end_placement(aggregates: LoadedAggregates, command: Envelope[intake.PlacementEnd], now: datetime) -> Decision:
    """The job has ended: the candidate can be offered again. The placement still counts."""
    before, lease, placement = _placement(aggregates, command.data)
    result = {"placement_id": placement.placement_id, "ended_on": command.data.ended_on.isoformat()}
    if placement.ended_on == command.data.ended_on:
        return Decision(result=result)
    if placement.ended_on is not None:
        raise reject("stale_placement", f"El trabajo ya terminó el {placement.ended_on:%d-%m-%Y}", "placement_id")
    if not _day(placement.declared_at) <= command.data.ended_on <= _day(now):
        text = f"El término va del {_day(placement.declared_at):%d-%m-%Y}, cuando se declaró, a hoy"
        raise reject("ended_on_out_of_range", text, "ended_on")
    transition = placements.end(before, lease, placement, command.data, now)
    return decision_of(aggregates, before, transition, context_of(aggregates, now), result)


def verify_placement(
    aggregates: LoadedAggregates, command: Envelope[intake.PlacementVerify], now: datetime
) -> Decision:
    """Verify or refute by the contribution record. Source: since 2022 contributions prove a placement (DOMAIN)."""
    before, lease, placement = _placement(aggregates, command.data)
    declared, this = (f"{_day(at):%Y-%m}" for at in (placement.declared_at, now))
    if not declared <= command.data.period <= this:
        text = f"El mes va de {declared}, cuando se declaró la colocación, a {this}"
        raise reject("period_out_of_range", text, "period")
    least = context_of(aggregates, now).policy.verify_days
    transition = placements.verify(before, lease, placement, command.data, now, least)
    after = next((one for one in transition.others if isinstance(one, Placement)), None)
    if after is None:
        return Decision(result={"placement_id": placement.placement_id, "state": placement.state, "already": "yes"})
    return Decision((after,), transition.facts, {"placement_id": placement.placement_id, "state": after.state})


def correct_placement(
    aggregates: LoadedAggregates, command: Envelope[intake.PlacementCorrect], now: datetime
) -> Decision:
    """Share the credit anew, among communes of the Mesa; the shares before stay in the history."""
    before, lease, placement = _placement(aggregates, command.data)
    members = context_of(aggregates, now).members
    if strangers := sorted(set(command.data.credit) - set(members)):
        raise reject("unknown_commune", f"No están en la Mesa: {', '.join(strangers)}", "credit")
    if command.data.if_revision not in (None, len(placement.history)):
        text = f"Otra persona la cambió: va en la revisión {len(placement.history)}; léala de nuevo antes de cambiarla"
        raise reject("stale_revision", text, "if_revision")
    if dict(command.data.credit) == dict(placement.credit):
        return Decision(result={"placement_id": placement.placement_id})
    transition = placements.correct(before, lease, placement, command.data, now)
    return Decision(transition.others, transition.facts, {"placement_id": placement.placement_id})


def _day(at: datetime) -> date:
    return at.astimezone(SANTIAGO).date()


def _lease(aggregates: LoadedAggregates, asked: AboutLease) -> tuple[Vacancy, Lease]:
    """The lease that a request names, if its fence is right and the home commune or the candidate's own asks."""
    vacancy = known_vacancy(aggregates, asked.vacancy_id)
    lease = vacancy.lease(asked.lease_id)
    if lease is None:
        raise reject("unknown_lease", f"No existe la reserva {asked.lease_id}", "lease_id")
    if asked.commune not in (vacancy.commune, lease.commune):
        raise reject("not_your_lease", "La reserva es de otras comunas", "commune")
    if lease.fence != asked.fence:
        raise reject("stale_fence", f"La reserva tiene otro número: {lease.fence}", "fence")
    return vacancy, lease


def _held(aggregates: LoadedAggregates, asked: AboutLease) -> tuple[Vacancy, Lease]:
    vacancy, lease = _lease(aggregates, asked)
    if lease.state is not LeaseState.HELD:
        raise reject("stale_lease", "La reserva ya no está vigente", "lease_id")
    return vacancy, lease


def _placement(
    aggregates: LoadedAggregates, asked: intake.PlacementVerify | intake.PlacementCorrect | intake.PlacementEnd
) -> tuple[Vacancy, Lease, Placement]:
    """The placement that a request names, with its seat. Raises Rejected."""
    placement = aggregates.get(Placement, asked.placement_id)
    vacancy = aggregates.get(Vacancy, asked.vacancy_id)
    lease = vacancy.lease(placement.lease_id) if vacancy and placement else None
    if placement is None or vacancy is None or lease is None:
        raise reject("unknown_placement", f"No existe la colocación {asked.placement_id}", "placement_id")
    if asked.commune not in placement.credit and asked.commune not in (placement.commune, placement.finder):
        raise reject("not_your_placement", "La colocación es de otras comunas", "commune")
    if placement.state is PlacementState.UNDONE:
        raise reject("stale_placement", "La colocación se deshizo", "placement_id")
    return vacancy, lease, placement
