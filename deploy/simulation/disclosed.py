"""What must be true of identities at rest: nobody is disclosed without a yes, and a yes taken back reaches the holder.

It is shown from what was asked, answered and said on the bus, not from what matching keeps.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from deploy.simulation.state import HistoryState
from services.matching.model.disclosure import Consent, Disclosure
from services.vacancies.model.vacancy import Vacancy
from shared.contracts.intake import ConsentRecord, ConsentRevoke
from shared.contracts.matching import DisclosureGiven, DisclosureRevoked
from shared.contracts.replies import DisclosureAsked, RequestAccepted
from shared.messaging.cloudevents import IncomingMessage


class Yes(NamedTuple):
    """A consent as it was asked and accepted. `back`: when it was taken back by the same door."""

    asked: ConsentRecord
    since: datetime
    until: datetime
    back: datetime | None


def nobody_is_disclosed_without_a_yes(history: HistoryState) -> Iterator[str]:
    """Each disclosure rests on a consent valid then for this person, vacancy and purpose; and is the only one."""
    consents, leases, met = _consents(history), _leases(history), set()
    for said, fact in _published(history, DisclosureGiven):
        yes = consents.get(fact.consent_id)
        if yes is None or not yes.since <= said.time < yes.until or (yes.back and yes.back < said.time):
            yield f"{fact.candidate_ref} was disclosed for {fact.lease_id} without a yes"
        elif (yes.asked.candidate_ref, yes.asked.vacancy_id, yes.asked.purpose) != (
            fact.candidate_ref,
            fact.vacancy_id,
            fact.purpose,
        ):
            yield f"{fact.lease_id} was disclosed by a yes to something else"
        if leases.get(fact.lease_id) != (fact.commune, fact.candidate_ref):
            yield f"{fact.lease_id} was disclosed to {fact.commune}, which does not refer {fact.candidate_ref}"
        if fact.lease_id in met:
            yield f"{fact.lease_id} was disclosed twice"
        met.add(fact.lease_id)


def a_yes_taken_back_reaches_who_holds_it(history: HistoryState) -> Iterator[str]:
    """No disclosure goes on under a revoked consent, and each office that held one got one notice for it."""
    given = {fact.lease_id for _, fact in _published(history, DisclosureGiven)}
    told = [fact.lease_id for _, fact in _published(history, DisclosureRevoked)]
    aggregates = history.committed["matching"].aggregates.values()
    back = {one.consent_id for one in aggregates if isinstance(one, Consent) and one.revoked_at}
    for one in aggregates:
        if not isinstance(one, Disclosure):
            continue
        if one.ended_at is None and (one.consent_id in back or one.expires_at <= history.now):
            yield f"the disclosure of {one.lease_id} goes on"
        if one.ended_at and one.lease_id in given and told.count(one.lease_id) != 1:
            yield f"who holds {one.lease_id} was told {told.count(one.lease_id)} times that it ended"


def what_is_passed_on_reaches_whose_person_it_is(history: HistoryState) -> Iterator[str]:
    """Each request that was passed on is of the office that refers, and went to the commune that offered the person."""
    aggregates = history.committed["vacancies"].aggregates.values()
    offered = {x.lease_id: x.commune for v in aggregates if isinstance(v, Vacancy) for x in v.leases}
    leases = _leases(history)
    for _, fact in _published(history, DisclosureAsked, "replies"):
        if leases.get(fact.lease_id) != (fact.asked_by, fact.candidate_ref):
            yield f"{fact.asked_by} asked for {fact.candidate_ref} by {fact.lease_id}, and does not refer them"
        if offered.get(fact.lease_id) != fact.commune:
            yield f"{fact.lease_id} was asked of {fact.commune}, which offered nobody for it"


def _consents(history: HistoryState) -> dict[str, Yes]:
    asked = {(h.envelope.data.commune, h.envelope.id): h.envelope.data for h in _heard(history, "intake")}
    told = _published(history, RequestAccepted, "replies")
    accepted = {(fact.commune, fact.request_id): (said.time, fact) for said, fact in told}
    back = {asked[one].consent_id: at for one, (at, _) in accepted.items() if isinstance(asked.get(one), ConsentRevoke)}
    found = {}
    for one, (at, fact) in accepted.items():
        if isinstance(yes := asked.get(one), ConsentRecord):
            consent = fact.result["consent_id"]
            found[consent] = Yes(yes, at, datetime.fromisoformat(fact.result["expires_at"]), back.get(consent))
    return found


def _leases(history: HistoryState) -> dict[str, tuple[str, str]]:
    """Home commune and candidate by lease, as the ledger has it."""
    aggregates = history.committed["vacancies"].aggregates.values()
    vacancies = [one for one in aggregates if isinstance(one, Vacancy)]
    return {x.lease_id: (v.commune, x.candidate_ref) for v in vacancies for x in v.leases}


def _published(history: HistoryState, kind: type[Any], topic: str = "offers") -> list[tuple[Any, Any]]:
    """(envelope, fact) of a kind, each as first published: an answer that is given again has a later time."""
    found = [h.envelope for h in _heard(history, topic) if isinstance(h.envelope.data, kind)]
    first = {envelope.id: envelope for envelope in sorted(found, key=lambda each: each.time, reverse=True)}
    return [(envelope, envelope.data) for envelope in first.values()]


def _heard(history: HistoryState, topic: str) -> list[IncomingMessage]:
    return history.bus.heard(topic)
