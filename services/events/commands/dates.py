"""Commands about a date that offices agree on: propose, vote, take back; and the clock settles it."""

from collections.abc import Iterator
from datetime import datetime

from services.events.commands.guards import At, faults_of_communes, faults_of_slot, require_at_table, require_none
from services.events.context import booked, decision_of
from services.events.model import dates
from services.events.model.activities import Activity, scheduled
from services.events.model.dates import DateProposal
from services.events.model.ids import id_made_by
from services.events.model.monthly import next_dates
from shared.calendar import add_working_hours
from shared.contracts.agenda import DateOption, Lapse, Vote
from shared.contracts.envelope import Envelope, derived_id
from shared.contracts.intake import DatePropose, DateVote, DateWithdraw, OptionAsked
from shared.contracts.replies import Fault
from shared.messaging.decisions import Decision, LoadedAggregates, reject

ANSWER_HOURS = 16.0
"""Working hours for the answers to a meeting that proposes itself."""


def propose_date(aggregates: LoadedAggregates, command: Envelope[DatePropose], now: datetime) -> Decision:
    """Ask offices which dates suit them. Until when is counted in the working hours of the slowest of them."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    result = {"proposal_id": id_made_by(command)}
    if aggregates.get(DateProposal, id_made_by(command)) is not None:
        return Decision(result=result)
    invited = tuple(cut for cut in asked.invited if cut != asked.commune)
    if not invited:
        raise reject("nobody_invited", "Invite a una comuna además de la suya", "invited")
    hosts = tuple(option.commune for option in asked.options)
    require_none(
        faults_of_communes(aggregates, asked.invited, "invited"),
        faults_of_communes(aggregates, hosts, "options"),
        *(faults_of_slot(aggregates, _at(option, n), now) for n, option in enumerate(asked.options)),
    )
    quorum = asked.quorum or len(invited) // 2 + 1
    if quorum > len(invited):
        raise reject("quorum_too_high", f"Son {len(invited)} las comunas invitadas además de la suya", "quorum")
    proposal = DateProposal(
        id_made_by(command),
        asked.commune,
        asked.kind,
        asked.title,
        invited,
        tuple(DateOption(**option.model_dump()) for option in asked.options),
        quorum,
        max(add_working_hours(now, asked.answer_hours, cut) for cut in invited),
        asked.employer,
    )
    return Decision((proposal,), (dates.proposed(proposal),), result)


def next_meeting(aggregates: LoadedAggregates, last: Activity, now: datetime) -> DateProposal | None:
    """The meeting after one that was concluded, proposed by itself; None where no day of the month is free."""
    options = next_dates(last, aggregates.all(Activity), now)
    invited = tuple(cut for cut in last.party if cut != last.commune)
    if not options or not invited:
        return None
    return DateProposal(
        derived_id(last.activity_id, "next"),
        last.commune,
        last.kind,
        last.title,
        invited,
        options,
        len(invited) // 2 + 1,
        max(add_working_hours(now, ANSWER_HOURS, cut) for cut in invited),
        monthly=True,
        skip_months=last.skip_months,
    )


def vote_date(aggregates: LoadedAggregates, command: Envelope[DateVote], now: datetime) -> Decision:
    """An office says which dates suit it. It may say so again until the date is settled."""
    asked = command.data
    proposal = _open(aggregates, asked.proposal_id)
    if asked.commune not in proposal.invited:
        raise reject("not_invited", "Su comuna no está entre las que se invitó", "commune")
    require_none(
        _beyond(asked.yes, proposal, "yes"), _beyond(asked.if_needed, proposal, "if_needed"), _said_twice(asked)
    )
    numbers = range(1, len(proposal.options) + 1)
    votes = tuple(Vote.YES if n in asked.yes else Vote.IF_NEEDED if n in asked.if_needed else Vote.NO for n in numbers)
    if proposal.votes.get(asked.commune) == votes:
        return Decision(result={"proposal_id": proposal.proposal_id})
    after = proposal.voted(asked.commune, votes, now)
    return Decision((after,), (dates.voted(after, asked.commune),), {"proposal_id": proposal.proposal_id})


def withdraw_date(aggregates: LoadedAggregates, command: Envelope[DateWithdraw], now: datetime) -> Decision:
    """Whoever proposed it takes it back."""
    asked = command.data
    proposal = _open(aggregates, asked.proposal_id)
    if proposal.commune != asked.commune:
        raise reject("not_your_proposal", f"La propuso la comuna {proposal.commune}", "commune")
    after = proposal.withdrawn()
    return Decision((after,), (dates.withdrawn(after, asked.why),), {"proposal_id": proposal.proposal_id})


def settle_date(aggregates: LoadedAggregates, proposal_id: str, now: datetime) -> Decision:
    """All have answered, or the deadline has come: the best date is fixed and scheduled, or the proposal lapses."""
    proposal = aggregates.get(DateProposal, proposal_id)
    if proposal is None or proposal.due_at is None or proposal.due_at > now:
        return Decision()
    able = any(proposal.able(n) >= proposal.quorum for n in range(len(proposal.options)))
    chosen = proposal.best(lambda option: _is_free(aggregates, option), now)
    if chosen is None:
        why = Lapse.TAKEN if able else Lapse.NO_QUORUM
        return Decision((proposal.lapsed(),), (dates.lapsed(proposal, why),))
    activity = _scheduled_by(proposal, proposal.options[chosen], chosen)
    after = proposal.fixed(activity.activity_id)
    facts = (dates.fixed(after, chosen, activity.activity_id), scheduled(activity))
    return decision_of(aggregates, (after, activity), facts, now)


def _scheduled_by(proposal: DateProposal, option: DateOption, chosen: int) -> Activity:
    """Who has said that they cannot come is not counted on; who was silent still may."""
    no = proposal.who(chosen, Vote.NO)
    party = tuple(cut for cut in (proposal.commune, *proposal.invited) if cut not in (option.commune, *no))
    return Activity(
        derived_id(proposal.proposal_id, "activity"),
        proposal.kind,
        option.commune,
        proposal.title,
        option.place,
        option.starts_at,
        option.ends_at,
        venue_id=option.venue_id,
        invited=party,
        employer=proposal.employer,
        proposal_id=proposal.proposal_id,
        monthly=proposal.monthly,
        skip_months=proposal.skip_months,
    )


def _is_free(aggregates: LoadedAggregates, option: DateOption) -> bool:
    return option.venue_id is None or booked(aggregates, option.venue_id, option.starts_at, option.ends_at) is None


def _open(aggregates: LoadedAggregates, proposal_id: str) -> DateProposal:
    """The proposal that a request names, if it is not settled. Raises Rejected."""
    found = aggregates.get(DateProposal, proposal_id)
    if found is None:
        raise reject("unknown_date", f"No existe la propuesta de fecha {proposal_id}", "proposal_id")
    if found.state is not dates.State.OPEN:
        raise reject("stale_date", _SETTLED[found.state], "proposal_id")
    return found


def _beyond(numbers: tuple[int, ...], proposal: DateProposal, field: str) -> Iterator[Fault]:
    for n, number in enumerate(numbers):
        if number > len(proposal.options):
            text = f"Son {len(proposal.options)} las fechas propuestas"
            yield Fault(code="unknown_option", field=f"{field}.{n}", text=text)


def _said_twice(asked: DateVote) -> Iterator[Fault]:
    for n, number in enumerate(asked.if_needed):
        if number in asked.yes:
            text = "Una fecha sirve, o sirve si es necesario: no las dos cosas"
            yield Fault(code="said_twice", field=f"if_needed.{n}", text=text)


def _at(option: OptionAsked, n: int) -> At:
    return At(option.commune, option.starts_at, option.ends_at, option.venue_id, f"options.{n}.")


_SETTLED = {
    dates.State.FIXED: "La fecha ya quedó fijada",
    dates.State.LAPSED: "La propuesta venció sin fecha",
    dates.State.WITHDRAWN: "La propuesta fue retirada",
}
