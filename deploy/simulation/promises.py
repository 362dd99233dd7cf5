"""What must never be false, and what must be true whenever everything has come to rest."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from deploy.simulation.agenda import (
    every_date_is_settled_and_told,
    what_clashes_is_known_and_nothing_else,
    what_was_told_of_a_clash_is_what_stands,
)
from deploy.simulation.agreements import no_agreement_is_lost
from deploy.simulation.confirmed import (
    nobody_is_offered_without_the_officer,
    what_waits_for_an_officer_is_told,
    who_was_offered_by_mistake_is_offered_by_an_officer,
)
from deploy.simulation.disclosed import (
    a_yes_taken_back_reaches_who_holds_it,
    nobody_is_disclosed_without_a_yes,
    what_is_passed_on_reaches_whose_person_it_is,
)
from deploy.simulation.fairs import the_network_ends_at_a_fair, what_was_interviewed_is_counted
from deploy.simulation.foundings import PROMISES as FOUNDINGS
from deploy.simulation.held import replies_more, what_is_held_ends_once_in_its_time_or_never_happened
from deploy.simulation.misfits import (
    a_note_of_the_insurance_is_of_the_persons_own_commune,
    no_seat_was_given_against_a_licence,
    nobody_waits_where_they_do_not_fit,
)
from deploy.simulation.passed_over import nobody_waits_outside_a_dry_line
from deploy.simulation.plans import PROMISES as PLANS
from deploy.simulation.questions import PROMISES as HELP
from deploy.simulation.state import HistoryState
from services.matching.model.seeker import Seeker, SeekerState
from services.matching.model.vacancy import OfferingCommune
from services.notifications.notices.model import Notice
from services.vacancies.model.acknowledgements import CopyHolder
from services.vacancies.model.office_answers import OfficeAnswer
from services.vacancies.model.placements import Placement
from services.vacancies.model.reciprocity import Exchange
from services.vacancies.model.vacancy import OVER, Lease, LeaseState, Stage, Vacancy
from shared.contracts.reasons import CallEnd
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.contracts.vacancies import CallEnded, CallUnanswered, PlacementDeclared, VacancyUnfilled
from shared.messaging.cloudevents import IncomingMessage
from shared.messaging.decisions import LoadedAggregates
from shared.messaging.memory import MemoryUnitOfWorkFactory
from shared.messaging.unit_of_work import ConflictError


def one_seat_each(aggregates: LoadedAggregates) -> None:
    """The two unique indexes of the seat ledger. Raises ConflictError, as PostgreSQL would have it."""
    seats = [(v.vacancy_id, x.seat) for v in aggregates.all(Vacancy) for x in v.leases if x.takes_seat]
    people = [x.candidate_ref for v in aggregates.all(Vacancy) for x in v.leases if x.seats_person]
    for name, taken in (("lease_one_per_seat", seats), ("lease_one_per_candidate", people)):
        if len(set(taken)) != len(taken):
            raise ConflictError(f"vacancies.{name}")


def broken(vacancies: MemoryUnitOfWorkFactory) -> list[str]:
    """At any moment: no seat is sold twice, no lease takes a seat that is not there, fences grow by one."""
    found = []
    for vacancy in _all(vacancies, Vacancy):
        if not 0 <= vacancy.placed <= vacancy.taken <= vacancy.seats:
            found.append(f"{vacancy.vacancy_id} has {vacancy.taken} of {vacancy.seats} seats taken")
        if [x.fence for x in vacancy.leases] != list(range(1, len(vacancy.leases) + 1)):
            found.append(f"{vacancy.vacancy_id}: fences are not 1, 2, 3 …")
    people = Counter(x.candidate_ref for v in _all(vacancies, Vacancy) for x in v.leases if x.seats_person)
    return found + [f"{ref} sits on {seats} seats" for ref, seats in people.items() if seats > 1]


def broken_at_rest(history: HistoryState) -> list[str]:
    """At rest, when all is published and consumed: each service stores what the others published."""
    return [wrong for promise in AT_REST for wrong in promise(history)]


def _no_time_is_over(history: HistoryState) -> Iterator[str]:
    for vacancy in _all(history.committed["vacancies"], Vacancy):
        if vacancy.due_at is not None and vacancy.due_at <= history.now:
            yield f"{vacancy.vacancy_id} ({vacancy.stage}) was due at {vacancy.due_at}"
        if vacancy.stage is Stage.CALLING and vacancy.call is None:
            yield f"{vacancy.vacancy_id} calls nobody"
        if vacancy.stage in OVER and any(x.state is LeaseState.HELD for x in vacancy.leases):
            yield f"{vacancy.vacancy_id} is over and holds seats"


def _matching_holds_who_has_a_seat(history: HistoryState) -> Iterator[str]:
    leases = _live(history)
    for seeker in _all(history.committed["matching"], Seeker):
        lease = leases.get(seeker.candidate_ref)
        expected = (
            {LeaseState.HELD: SeekerState.LEASED, LeaseState.PLACED: SeekerState.PLACED}.get(lease.state)
            if lease
            else None
        )
        seated = seeker.state in (SeekerState.LEASED, SeekerState.PLACED)
        if (expected is not None and seeker.state is not expected and not seeker.gone) or (seated and lease is None):
            held = lease.lease_id if lease else "nothing"
            yield f"matching says {seeker.candidate_ref} is {seeker.state}, the ledger: {held}"


def _who_is_offered_stands_in_line(history: HistoryState) -> Iterator[str]:
    open_ = [v for v in _all(history.committed["vacancies"], Vacancy) if v.stage not in OVER]
    waiting = {(v.vacancy_id, w.candidate_ref) for v in open_ for w in v.waiting}
    ids = {v.vacancy_id for v in open_}
    standing = {
        (stand.vacancy_id, seeker.candidate_ref)
        for seeker in _all(history.committed["matching"], Seeker)
        for stand in seeker.queue_places
        if stand.vacancy_id in ids
    }
    for vacancy_id, ref in sorted(waiting ^ standing):
        where = "in line but not offered" if (vacancy_id, ref) in waiting else "offered but not in line"
        yield f"{ref} is {where} for {vacancy_id}"


def _who_does_not_look_for_work_stands_in_no_line(history: HistoryState) -> Iterator[str]:
    for seeker in _all(history.committed["matching"], Seeker):
        if seeker.queue_places and seeker.state is not SeekerState.FREE:
            yield f"{seeker.candidate_ref} is {seeker.state} and stands in a line"
        if seeker.stale(history.now):
            yield f"{seeker.candidate_ref} is free though nobody confirmed by {seeker.valid_until}"


def _nobody_free_waits_beside_an_open_seat(history: HistoryState) -> Iterator[str]:
    leases = _live(history)
    for vacancy in _all(history.committed["vacancies"], Vacancy):
        free = [w.candidate_ref for w in vacancy.waiting if w.candidate_ref not in leases]
        if vacancy.stage not in OVER and vacancy.open_seats > 0 and free and not vacancy.call:
            yield f"{free[0]} waits for {vacancy.vacancy_id} with {vacancy.open_seats} seats open"


def _every_request_is_answered_once(history: HistoryState) -> Iterator[str]:
    said = {h.envelope.id: h.envelope.data for h in history.bus.heard("replies")}
    replies = {one: fact for one, fact in said.items() if isinstance(fact, RequestAccepted | RequestRejected)}
    told = Counter((reply.commune, reply.request_id) for reply in replies.values())
    told.subtract(replies_more(history))
    for commune, number in sorted(history.asked.items()):
        for n in range(1, number + 1):
            if told[commune, f"ask-{n}"] != 1:
                yield f"request ask-{n} of {commune} has {told[commune, f'ask-{n}']} answers"


def _what_was_called_is_what_was_told(history: HistoryState) -> Iterator[str]:
    notices: dict[str, set[str]] = {}
    for notice in _all(history.committed["notifications"], Notice):
        notices.setdefault(notice.about, set()).add(notice.commune)
    for heard in history.bus.heard("vacancies"):
        fact = heard.envelope.data
        if isinstance(fact, VacancyUnfilled):
            called, told = {*fact.invited, fact.commune}, notices.get(heard.envelope.id, set())
            if called != told:
                yield f"{heard.envelope.id} called {sorted(called)} and {sorted(told)} were told"
        if isinstance(fact, PlacementDeclared) and sum(fact.credit.values()) != 1000:
            yield f"the credit of {fact.placement_id} sums to {sum(fact.credit.values())}"


def _only_poison_is_put_aside(history: HistoryState) -> Iterator[str]:
    for name, stored in history.committed.items():
        for letter in stored.dead_letters:
            if letter.record is None or letter.record.key != b"poison":
                yield f"{name} put aside {letter.code}: {letter.detail} {letter.traceback[-300:]}"
    if sum(len(stored.dead_letters) for stored in history.committed.values()) != history.poisoned:
        yield f"{history.poisoned} poisons were sent, not as many put aside"


def _every_call_ends_in_a_stated_outcome(history: HistoryState) -> Iterator[str]:
    """Each invited commune has offered, declined, been reported silent, left the Mesa, or was no longer waited for.

    Who joined while the call was out had only a part of its time: nothing need be said of it.
    """
    facts = [h.envelope.data for h in history.bus.heard("vacancies")]
    ended = {(f.vacancy_id, f.tier): f for f in facts if isinstance(f, CallEnded)}
    silent = {(f.vacancy_id, f.office) for f in facts if isinstance(f, CallUnanswered)}
    calling = {v.vacancy_id: v for v in _all(history.committed["vacancies"], Vacancy) if v.call}
    answers = {
        (a.vacancy_id, a.commune) for a in _all(history.committed["vacancies"], OfficeAnswer) if a.how != "silent"
    }
    begun = set[tuple[str, int]]()
    for fact in facts:
        if not isinstance(fact, VacancyUnfilled) or not fact.invited:
            continue
        joined = (fact.vacancy_id, fact.tier) in begun
        begun.add((fact.vacancy_id, fact.tier))
        end, out = ended.get((fact.vacancy_id, fact.tier)), calling.get(fact.vacancy_id)
        if end is None and (out is None or out.call is None or out.call.ends_at <= history.now):
            yield f"the call {fact.tier} for {fact.vacancy_id} has no outcome"
        if end is not None and end.why in (CallEnd.TIME_OVER, CallEnd.ALL_ANSWERED):
            for cut in fact.invited:
                stated = (fact.vacancy_id, cut) in silent | answers
                left = cut not in end.invited and cut in history.world.ever_left
                if not stated and not left and not joined and cut not in end.answered:
                    yield f"{cut} was called for {fact.vacancy_id} and nothing is said of it"


def _every_change_is_acknowledged_or_listed(history: HistoryState) -> Iterator[str]:
    """The copies of communes without systems are up to date; any other is recorded as pending, and since when."""
    vacancies = {v.vacancy_id: v for v in _all(history.committed["vacancies"], Vacancy)}
    ours = {
        c.commune for c in _all(history.committed["matching"], OfferingCommune) if c.hosted
    } - history.world.ever_left
    for copy in _all(history.committed["vacancies"], CopyHolder):
        vacancy = vacancies[copy.vacancy_id]
        late = copy.revision < vacancy.revision
        # a copy that was never acknowledged is pending since its commune was given it, any other since a change
        unstated = copy.revision > 0 and vacancy.revised_at is None
        if copy.revision > vacancy.revision or (late and (copy.commune in ours or unstated)):
            yield f"{copy.commune} has revision {copy.revision} of {copy.vacancy_id}, which is at {vacancy.revision}"


def _credit_and_reciprocity_add_up(history: HistoryState) -> Iterator[str]:
    placements = _all(history.committed["vacancies"], Placement)
    for placement in placements:
        if any(sum(change.credit.values()) != 1000 for change in placement.history):
            yield f"the credit of {placement.placement_id} does not sum to 1,000"
    moved = Counter((p.commune, p.finder) for p in placements if p.state != "undone" and p.commune != p.finder)
    kept = Counter[tuple[str, str]]()
    for one in _all(history.committed["vacancies"], Exchange):
        kept[one.home, one.finder] += one.seats
    if +kept != moved:
        yield f"offices exchanged {dict(moved)} seats, the ledger says {dict(+kept)}"


def _no_two_facts_have_one_id(history: HistoryState) -> Iterator[str]:
    """Every inbox takes the second of them for a repeat."""
    for name, stored in history.committed.items():
        said = {(out.envelope.id, out.data) for out in stored.outbox}
        for identity, times in Counter(identity for identity, _ in said).items():
            if times > 1:
                yield f"{name} said {times} different facts with the id {identity}"


AT_REST: Sequence[Callable[[HistoryState], Iterator[str]]] = (
    _only_poison_is_put_aside,
    _no_time_is_over,
    nobody_is_offered_without_the_officer,
    who_was_offered_by_mistake_is_offered_by_an_officer,
    what_waits_for_an_officer_is_told,
    nobody_is_disclosed_without_a_yes,
    a_yes_taken_back_reaches_who_holds_it,
    what_is_passed_on_reaches_whose_person_it_is,
    _matching_holds_who_has_a_seat,
    _who_is_offered_stands_in_line,
    _who_does_not_look_for_work_stands_in_no_line,
    _nobody_free_waits_beside_an_open_seat,
    nobody_waits_outside_a_dry_line,
    nobody_waits_where_they_do_not_fit,
    no_seat_was_given_against_a_licence,
    a_note_of_the_insurance_is_of_the_persons_own_commune,
    the_network_ends_at_a_fair,
    what_clashes_is_known_and_nothing_else,
    what_was_told_of_a_clash_is_what_stands,
    every_date_is_settled_and_told,
    what_was_interviewed_is_counted,
    no_agreement_is_lost,
    *HELP,
    *PLANS,
    *FOUNDINGS,
    what_is_held_ends_once_in_its_time_or_never_happened,
    _every_request_is_answered_once,
    _no_two_facts_have_one_id,
    _what_was_called_is_what_was_told,
    _every_call_ends_in_a_stated_outcome,
    _every_change_is_acknowledged_or_listed,
    _credit_and_reciprocity_add_up,
)


def _read(history: HistoryState, topic: str) -> list[IncomingMessage]:
    """Everything readable that was published on a topic."""
    return history.bus.heard(topic)


def _live(history: HistoryState) -> dict[str, Lease]:
    """The leases that seat somebody, by candidate."""
    vacancies = _all(history.committed["vacancies"], Vacancy)
    return {x.candidate_ref: x for v in vacancies for x in v.leases if x.seats_person}


def _all(stored: MemoryUnitOfWorkFactory, kind: type[Any]) -> list[Any]:
    return [a for (k, _), a in stored.aggregates.items() if k is kind]
