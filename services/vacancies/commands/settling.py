"""What happened with several leases of one vacancy: each decided by the decision of its own request."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from services.vacancies.commands.guards import known_vacancy
from services.vacancies.commands.seats import declare_placement, extend_seat, refer_candidate, release_seat
from services.vacancies.model.vacancy import LeaseState, Vacancy
from shared.contracts import intake
from shared.contracts.envelope import Envelope, Fact, Request
from shared.contracts.intake import LeaseAct, LeaseAsked
from shared.contracts.replies import Fault
from shared.messaging.decisions import Decision, Handler, LoadedAggregates, Rejected

_ACTS: Mapping[LeaseAct, tuple[Handler, Callable[..., Request], frozenset[str]]] = {
    # the decision, the request that it takes, and which fields of an entry that has
    LeaseAct.EXTEND: (extend_seat, intake.SeatExtend, frozenset({"hours"})),
    LeaseAct.RELEASE: (release_seat, intake.SeatRelease, frozenset({"why"})),
    LeaseAct.REFER: (refer_candidate, intake.CandidateRefer, frozenset()),
    LeaseAct.PLACE: (declare_placement, intake.PlacementDeclare, frozenset({"host"})),
}


def settle_seats(aggregates: LoadedAggregates, command: Envelope[intake.SeatsSettle], now: datetime) -> Decision:
    """Each lease as if it were asked alone, after those before it. Raises Rejected if none could be done.

    The result has one text `leases`, a JSON list in the order of the request: a result is a map of texts to whoever
    reads one today.
    """
    vacancy_id = command.data.vacancy_id
    known_vacancy(aggregates, vacancy_id)  # said once, and not for every lease
    after, told = aggregates.copied(), list[dict[str, Any]]()
    facts, faults = list[Fact](), list[Fault]()
    for n, one in enumerate(command.data.leases):
        about = {"lease_id": one.lease_id, "act": one.act}
        try:
            decision = _decided(after, command, one, now)
        except Rejected as refused:
            mine = [_in_entry(n, fault) for fault in refused.faults]
            faults += mine
            told.append({**about, "done": False, "faults": [f.model_dump(include=_OF_A_FAULT) for f in mine]})
        else:
            after.apply(decision.changed)
            facts += decision.facts
            told.append({**about, "done": True, **_became(after, vacancy_id, one, decision)})
    if not any(each["done"] for each in told):
        raise Rejected(*faults)
    return Decision(tuple(after.changed), tuple(facts), {"leases": to_json(told).decode()})


_OF_A_FAULT = {"code", "field", "text"}


def _decided(
    aggregates: LoadedAggregates, command: Envelope[intake.SeatsSettle], one: LeaseAsked, now: datetime
) -> Decision:
    """One lease, by the decision of the request about it alone. Raises Rejected."""
    handler, request, fields = _ACTS[one.act]
    given = {name for name in ("why", "hours", "host") if getattr(one, name) is not None}
    if faults := [*_misplaced(given - fields), *_missing(one, given)]:
        raise Rejected(*faults)
    about = {"vacancy_id": command.data.vacancy_id, "lease_id": one.lease_id, "fence": one.fence}
    asked = request(commune=command.data.commune, **about, **{name: getattr(one, name) for name in given})
    envelope: Envelope[Any] = command
    return handler(aggregates, envelope._replace(data=asked, type=asked.WIRE), now)


def _misplaced(names: set[str]) -> list[Fault]:
    text = "Este dato es de otra acción: sáquelo o cambie la acción"
    return [Fault(code="of_another_act", field=name, text=text) for name in sorted(names)]


def _missing(one: LeaseAsked, given: set[str]) -> list[Fault]:
    if one.act is not LeaseAct.RELEASE or "why" in given:
        return []
    return [Fault(code="reason_missing", field="why", text="Falta el motivo por el que se libera")]


def _in_entry(n: int, fault: Fault) -> Fault:
    """The fault of a request about one lease, at its entry: what the entry does not have is about the whole of it."""
    within = f".{fault.field}" if fault.field in LeaseAsked.model_fields else ""
    return fault.model_copy(update={"field": f"leases.{n}{within}"})


def _became(aggregates: LoadedAggregates, vacancy_id: str, one: LeaseAsked, decision: Decision) -> dict[str, Any]:
    """What a lease is after its own decision: its fence, until when it is held, and its placement."""
    vacancy = aggregates.get(Vacancy, vacancy_id)
    lease = vacancy.lease(one.lease_id) if vacancy else None
    told: dict[str, Any] = {"fence": one.fence}
    if lease and lease.state is LeaseState.HELD:
        told["expires_at"] = lease.expires_at.isoformat()
    if "placement_id" in decision.result:
        told["placement_id"] = decision.result["placement_id"]
    return told
