"""What waits for an office: a pure function of a matter, one item a matter, office and kind, not one a fact."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from services.notifications.board.items import Item, Waits
from services.notifications.board.matters import Employer, State, Vacancy
from services.notifications.board.matters.vacancy import HELD, OVER, Proof, Stage
from services.notifications.board.waiting_in_agenda import waiting_in_agenda

__all__ = ["Item", "Waits", "next_due_at", "waiting"]


def waiting(state: State | None) -> tuple[Item, ...]:
    """The items of a matter; none of one whose own topic said nothing yet, or of which nothing waits."""
    match state:
        case Vacancy(commune=str()):
            return (
                *_leases(state),
                *_calls(state),
                *_proposals(state),
                *_window(state),
                *_to_verify(state),
                *_to_erase(state),
            )
        case Employer():
            return tuple(_approaches(state))
        case _:
            return tuple(waiting_in_agenda(state)) if state else ()


def _leases(vacancy: Vacancy) -> Iterator[Item]:
    held = [x for x in vacancy.leases.values() if x.state in HELD and x.expires_at]
    if not held or vacancy.commune is None:
        return
    first = min(x.expires_at for x in held if x.expires_at)
    by: dict[str, int] = defaultdict(int)
    for lease in held:
        by[lease.commune] += 1
    ids = [[x.lease_id, x.fence] for x in sorted(held, key=lambda x: (x.expires_at, x.seat))]
    soon = sum(x.expires_at == first for x in held)
    yield Item(vacancy.commune, Waits.LEASES, first, {"leases": ids, "first": soon, "by": dict(sorted(by.items()))})


def _calls(vacancy: Vacancy) -> Iterator[Item]:
    call = vacancy.call
    if call is None or vacancy.stage is not Stage.CALLING:
        return
    answered = {answer.commune for answer in vacancy.answers_to(call)}
    for cut in call.invited:
        if cut not in answered and cut not in call.silent:
            yield Item(cut, Waits.CALL, call.answer_by, {"seats": vacancy.open_seats, "tier": call.tier})


def _proposals(vacancy: Vacancy) -> Iterator[Item]:
    for proposal_id, one in sorted(vacancy.proposals.items()):
        if one.candidates:
            needs = {"candidates": one.candidates, "proposal_id": proposal_id}
            yield Item(one.commune, Waits.PROPOSAL, one.answer_by, needs, proposal_id)


def _window(vacancy: Vacancy) -> Iterator[Item]:
    """While it is local, its home can ask for help before the window ends."""
    if vacancy.stage is Stage.LOCAL and vacancy.commune is not None:
        yield Item(vacancy.commune, Waits.WINDOW, vacancy.local_until, {"seats": vacancy.open_seats})


def _to_verify(vacancy: Vacancy) -> Iterator[Item]:
    placed = sorted(x.placement_id or "" for x in vacancy.leases.values() if x.proof is Proof.DECLARED)
    if placed and vacancy.commune is not None:
        yield Item(vacancy.commune, Waits.VERIFY, None, {"placements": placed})


def _to_erase(vacancy: Vacancy) -> Iterator[Item]:
    """What an office was given and may no longer hold, until it says that it has erased it."""
    by: dict[str, list[str]] = defaultdict(list)
    for lease_id, one in sorted(vacancy.disclosures.items()):
        if one.revoked and one.erased is None:
            by[one.commune].append(lease_id)
    for cut, leases in sorted(by.items()):
        yield Item(cut, Waits.ERASE, None, {"leases": leases})


def _approaches(employer: Employer) -> Iterator[Item]:
    for approach_id, one in sorted(employer.approaches.items()):
        for cut in one.invited if one.result is None else ():
            if cut not in one.answers:
                needs = {"approach_id": approach_id, "from": one.commune}
                yield Item(cut, Waits.APPROACH, one.at, needs, approach_id)


def next_due_at(state: State | None) -> datetime | None:
    """The first moment at which something of a matter runs out."""
    own = [item.until for item in waiting(state) if item.until]
    if isinstance(state, Vacancy) and state.stage not in (None, *OVER) and state.valid_through:
        own.append(state.valid_through)
    return min(own, default=None)
