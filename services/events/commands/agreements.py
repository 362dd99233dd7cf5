"""Commands about what offices agree on, and what a visit has shown."""

from datetime import datetime

from services.events.commands.activities import conclude
from services.events.commands.guards import (
    activity_of_host,
    begun_activity,
    faults_of_communes,
    known_activity,
    require_none,
    require_of_party,
)
from services.events.model import agreements
from services.events.model.agreements import Agreement, agreed
from shared.contracts.agenda import ActivityKind
from shared.contracts.envelope import Envelope
from shared.contracts.intake import AgreementDrop, AgreementKeep, AgreementMake, VisitReport
from shared.messaging.decisions import Decision, LoadedAggregates, reject
from shared.territory import name_of


def make_agreement(aggregates: LoadedAggregates, command: Envelope[AgreementMake], now: datetime) -> Decision:
    """Keep what was agreed, by whoever was there."""
    asked = command.data
    activity = known_activity(aggregates, asked.activity_id)
    require_of_party(activity, asked.commune)
    require_none(faults_of_communes(aggregates, (asked.owner,), "owner"))
    agreement = agreed(activity, asked.what, asked.owner, asked.due_on, f"{command.source}/{command.id}")
    result = {"agreement_id": agreement.agreement_id}
    if aggregates.get(Agreement, agreement.agreement_id) is not None:
        return Decision(result=result)
    return Decision((agreement,), (agreements.made(agreement),), result)


def keep_agreement(aggregates: LoadedAggregates, command: Envelope[AgreementKeep], now: datetime) -> Decision:
    """It is done: said by whoever owes it, or by the host of the meeting."""
    known = _open(aggregates, command.data.agreement_id, command.data.commune)
    result = {"agreement_id": known.agreement_id}
    return Decision((known.kept(),), (agreements.kept(known),), result)


def drop_agreement(aggregates: LoadedAggregates, command: Envelope[AgreementDrop], now: datetime) -> Decision:
    """It need not be done any more."""
    known = _open(aggregates, command.data.agreement_id, command.data.commune)
    result = {"agreement_id": known.agreement_id}
    return Decision((known.dropped(),), (agreements.dropped(known, command.data.why),), result)


def late_agreement(aggregates: LoadedAggregates, agreement_id: str, now: datetime) -> Decision:
    """Its day is over and nobody has said that it is done."""
    known = aggregates.get(Agreement, agreement_id)
    if known is None or known.due_at is None or known.due_at > now:
        return Decision()
    return Decision((known.late(),), (agreements.late(known),))


def report_visit(aggregates: LoadedAggregates, command: Envelope[VisitReport], now: datetime) -> Decision:
    """A visit is concluded with what it has shown; what is owed becomes agreements."""
    asked = command.data
    named = activity_of_host(aggregates, asked.activity_id, asked.commune)
    if named.kind is not ActivityKind.VISIT:
        raise reject("not_a_visit", f"«{named.title}» no es una visita", "activity_id")
    visit = begun_activity(aggregates, asked.activity_id, asked.commune, now)
    require_none(faults_of_communes(aggregates, tuple(one.owner for one in asked.owed), "owed"))
    after = visit.reported(asked.purpose, asked.looked_at, asked.learned)
    cause = f"{command.source}/{command.id}"
    owed = [agreed(after, one.what, one.owner, one.due_on, cause, n) for n, one in enumerate(asked.owed)]
    return conclude(aggregates, after, now, owed)


def _open(aggregates: LoadedAggregates, agreement_id: str, commune: str) -> Agreement:
    """The open agreement that a request names, if who asks owes it or hosted the meeting. Raises Rejected."""
    known = aggregates.get(Agreement, agreement_id)
    if known is None:
        raise reject("unknown_agreement", f"No existe el acuerdo {agreement_id}", "agreement_id")
    if commune not in (known.owner, known.commune):
        raise reject("not_your_agreement", f"El acuerdo es de {name_of(known.owner)}", "commune")
    if known.state is not agreements.State.OPEN:
        raise reject("stale_agreement", "El acuerdo ya se cumplió o se dejó sin efecto", "agreement_id")
    return known
