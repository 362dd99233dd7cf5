"""A date that is proposed, as it is shown: when, where, what it costs and why, who cannot, who travels how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.events.agenda.board import Board
from services.events.agenda.proposing import DateCost, Slot, attending, cost_of, turns
from services.events.agenda.wish import Place
from services.events.agenda.words import reasons_of
from shared.territory import name_of


@dataclass(frozen=True, slots=True)
class DateProposal:
    """From and until in UTC. `cannot`: communes; `travel`: minutes one way of each that comes from elsewhere;
    `turn`: the communes whose turn it is to receive, all of them if nobody's is before another's.
    """

    starts_at: datetime
    ends_at: datetime
    place: Place
    cost: DateCost
    reasons: tuple[str, ...]
    cannot: tuple[str, ...]
    travel: Mapping[str, int]
    turn: tuple[str, ...]

    @property
    def where(self) -> str:
        """«Sala Cultural, San Carlos»."""
        return f"{self.place.name}, {name_of(self.place.commune)}"


def proposal_of(board: Board, slot: Slot) -> DateProposal:
    """A slot of a board with its reasons. Raises nothing: the slot is the board's own."""
    question = board.question
    place = question.places[slot.place]
    start = board.grid.at(slot.bit)
    coming = attending(board, slot)
    order = turns(board)
    return DateProposal(
        starts_at=start,
        ends_at=start + timedelta(minutes=question.wish.minutes),
        place=place,
        cost=cost_of(board, slot),
        reasons=reasons_of(board, slot),
        cannot=tuple(each.commune for each in question.participants if each.commune not in coming),
        travel={c: question.minutes(c, place.commune) for c in coming if c != place.commune},
        turn=tuple(sorted(commune for commune, before in order.items() if before == 0)),
    )
