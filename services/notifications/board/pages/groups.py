"""The seats of a vacancy by who fills them: what its picture is drawn with."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from services.notifications.board.matters import Vacancy
from services.notifications.board.matters.vacancy import Proof, SeatState
from services.notifications.board.pages.seats import Group
from services.notifications.board.words import is_soon


def groups_of(vacancy: Vacancy, now: datetime) -> Sequence[Group]:
    """Home first, then the others by seats, what nobody fills last. They always add up to the vacancy's seats."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for lease in vacancy.leases.values():
        match lease.state:
            case SeatState.RESERVED:
                counts[lease.commune]["reserved"] += 1
                if lease.expires_at and is_soon(lease.expires_at, now, vacancy.commune or lease.commune):
                    counts[lease.commune]["due"] += 1
            case SeatState.REFERRED:
                counts[lease.commune]["referred"] += 1
            case SeatState.PLACED | SeatState.ENDED:
                state = "verified" if lease.proof is Proof.VERIFIED else "placed"
                counts[lease.commune][state] += 1
            case SeatState.RELEASED:
                pass
    filled = [Group(commune, **numbers) for commune, numbers in counts.items() if any(numbers.values())]
    filled.sort(key=lambda group: (group.commune != vacancy.commune, -group.seats, group.commune or ""))
    return (*filled, Group(None, free=max(0, vacancy.open_seats)))
