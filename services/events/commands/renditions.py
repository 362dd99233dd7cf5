"""Commands about rendiciones: plan one, hand it in; the clock reminds, and says that one is late."""

from datetime import datetime, timedelta

from services.events.commands.guards import require_at_table
from services.events.model import renditions
from services.events.model.ids import id_made_by
from services.events.model.renditions import Rendition
from shared.calendar import SANTIAGO
from shared.contracts.envelope import Envelope
from shared.contracts.intake import RenditionPlan, RenditionSubmit
from shared.messaging.decisions import Decision, LoadedAggregates, reject
from shared.territory import name_of

FURTHEST = timedelta(days=731)


def plan_rendition(aggregates: LoadedAggregates, command: Envelope[RenditionPlan], now: datetime) -> Decision:
    """Put it into the calendar, or correct it as long as nothing was handed in."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    today = now.astimezone(SANTIAGO).date()
    if not today <= asked.due_on <= today + FURTHEST:
        raise reject("due_out_of_range", "El plazo va desde hoy hasta dos años adelante", "due_on")
    rendition_id = asked.rendition_id or id_made_by(command)
    known = aggregates.get(Rendition, rendition_id)
    if asked.rendition_id:
        known = _own(aggregates, rendition_id, asked.commune)
        if known.submitted_at:
            raise reject("stale_rendition", "La rendición ya fue entregada", "rendition_id")
    planned = Rendition(rendition_id, asked.commune, asked.what, asked.due_on, asked.remind_days).waiting_from(now)
    result = {"rendition_id": rendition_id}
    if known and (not asked.rendition_id or _same(known, planned)):
        return Decision(result=result)
    return Decision((planned,), (renditions.planned(planned),), result)


def submit_rendition(aggregates: LoadedAggregates, command: Envelope[RenditionSubmit], now: datetime) -> Decision:
    """It was handed in; the first time says whether it was late, later ones correct the evidence."""
    asked = command.data
    known = _own(aggregates, asked.rendition_id, asked.commune)
    result = {"rendition_id": known.rendition_id}
    if known.evidence == asked.evidence:
        return Decision(result=result)
    after = known.submitted(asked.evidence, now)
    return Decision((after,), (renditions.submitted(after, now),), result)


def remind_rendition(aggregates: LoadedAggregates, rendition_id: str, now: datetime) -> Decision:
    """A reminder is due, or the day is over."""
    known = aggregates.get(Rendition, rendition_id)
    if known is None or known.due_at is None or known.due_at > now:
        return Decision()
    fact = renditions.late(known) if known.is_late(now) else renditions.due(known, now)
    return Decision((known.waiting_from(now),), (fact,))


def _own(aggregates: LoadedAggregates, rendition_id: str, commune: str) -> Rendition:
    """The rendición, if it is of who asks. Raises Rejected."""
    known = aggregates.get(Rendition, rendition_id)
    if known is None:
        raise reject("unknown_rendition", f"No existe la rendición {rendition_id}", "rendition_id")
    if known.commune != commune:
        raise reject("not_your_rendition", f"La rinde {name_of(known.commune)}", "commune")
    return known


def _same(a: Rendition, b: Rendition) -> bool:
    return (a.what, a.due_on, a.remind_days) == (b.what, b.due_on, b.remind_days)
