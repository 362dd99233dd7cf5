"""Builds what a decision sees beside the vacancy, and turns the transition that it makes into a Decision."""

from datetime import datetime

from services.vacancies.model.active_seats import ActiveSeat
from services.vacancies.model.decision_context import DecisionContext
from services.vacancies.model.duplicates import follow
from services.vacancies.model.heartbeat import Heartbeat, Outage
from services.vacancies.model.members import Member
from services.vacancies.model.open_calls import OpenCallsByOffice
from services.vacancies.model.policy import POLICY, Policy
from services.vacancies.model.reciprocity import Exchange, balances, exchanged
from services.vacancies.model.seats import Free
from services.vacancies.model.transition import Transition
from services.vacancies.model.vacancy import OVER, Stage, Vacancy
from shared.calendar import SANTIAGO
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates


def policy_in(aggregates: LoadedAggregates) -> Policy:
    """What this Mesa has agreed on, as it was loaded with the batch; the defaults if none was."""
    return aggregates.get(Policy, POLICY) or Policy()


def context_of(aggregates: LoadedAggregates, now: datetime) -> DecisionContext:
    """What a decision sees at this point of the batch, earlier decisions of the batch included."""
    members = {member.commune: member for member in aggregates.all(Member)}
    people = {cut: member.population for cut, member in members.items() if member.at_table}
    today = now.astimezone(SANTIAGO).date()
    policy = policy_in(aggregates)
    return DecisionContext(
        members=members,
        now=now,
        policy=policy,
        open_calls=lambda office, vacancy_id: _open_calls(aggregates, office, vacancy_id),
        vacancies=aggregates.all(Vacancy),
        balance=balances(aggregates.all(Exchange), people, today, policy),
        outages=tuple(aggregates.all(Outage)),
        heartbeat=aggregates.get(Heartbeat, Heartbeat.KEY),
    )


def _open_calls(aggregates: LoadedAggregates, office: str, but: str) -> int:
    others = aggregates.get(OpenCallsByOffice, OpenCallsByOffice.KEY)
    this = aggregates.get(Vacancy, but)
    # loaded vacancies count as they are now: earlier messages of the batch may have answered their calls
    at_hand = aggregates.tally(Vacancy, office) - (this is not None and office in this.tallied)
    return at_hand + (others.calls.get(office, 0) if others else 0)


def free_in(aggregates: LoadedAggregates) -> Free:
    """A function that answers whether a candidate holds no seat in the network, at this point of the batch."""

    def free(candidate_ref: str) -> bool:
        seat = aggregates.get(ActiveSeat, candidate_ref)
        return seat is None or seat.lease_id is None

    return free


def decision_of(
    aggregates: LoadedAggregates,
    before: Vacancy,
    transition: Transition,
    context: DecisionContext,
    result: dict[str, str] | None = None,
) -> Decision:
    """The Decision of a transition: what changes, with the exchange between offices that follows from it.

    When the vacancy ends, the duplicates that are linked to it are closed or posted (`duplicates.follow`).
    """
    if transition.vacancy is before:  # the vacancy is as it was: only what changed beside it is saved
        return Decision(transition.others, transition.facts, result or {})
    exchanges = exchanged(lambda key: aggregates.get(Exchange, key), before, transition.vacancy)
    facts = transition.facts
    changed: tuple[Aggregate, ...] = (transition.vacancy, *transition.others, *exchanges)
    if transition.vacancy.stage in OVER and before.stage not in OVER:
        twins = [v for v in aggregates.all(Vacancy) if v.twin_of == before.vacancy_id and v.stage is Stage.LINKED]
        for after in follow(twins, transition.vacancy, context):
            changed, facts = (*changed, after.vacancy, *after.others), (*facts, *after.facts)
    return Decision(changed, facts, result or {})
