"""The agenda solver: the best dates of a wish with their reasons, what would have to give where there is none, and a
year's plan. Pure functions of what they are given; they read no clock and no table.

`propose` takes some hundredths of a second. `plan` takes up to its time limit and belongs in a thread.
"""

from dataclasses import dataclass

from services.events.agenda.board import Condition, Given, board_of
from services.events.agenda.conceding import Concession, concessions
from services.events.agenda.options import Activity
from services.events.agenda.packing import YearLimits
from services.events.agenda.policy import AgendaPolicy
from services.events.agenda.proposal import DateProposal, proposal_of
from services.events.agenda.proposing import DateCost, best_of_days
from services.events.agenda.wish import (
    DateQuestion,
    Harvest,
    Hours,
    Nearby,
    Participant,
    PartOfDay,
    Place,
    Stretch,
    Wish,
)
from services.events.agenda.year import YearPlan, plan

__all__ = [
    "Activity",
    "AgendaPolicy",
    "Concession",
    "Condition",
    "DateAnswer",
    "DateCost",
    "DateProposal",
    "DateQuestion",
    "Given",
    "Harvest",
    "Hours",
    "Nearby",
    "PartOfDay",
    "Participant",
    "Place",
    "Stretch",
    "Wish",
    "YearLimits",
    "YearPlan",
    "plan",
    "propose",
]


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """The cheapest dates, at most one a day and place, cheapest first; or what would have to give for there to be one.
    Neither: even two conditions given up leave no date.
    """

    proposals: tuple[DateProposal, ...]
    concessions: tuple[Concession, ...] = ()


def propose(question: DateQuestion, policy: AgendaPolicy | None = None, best: int = 5) -> DateAnswer:
    """The `best` cheapest dates, exactly: no start at any place costs less than the first.

    Raises KeyError for a commune that is none where a way must be estimated, ValueError for a negative notice.
    """
    policy = policy or AgendaPolicy()
    board = board_of(question, policy)
    found = best_of_days(board)
    if found:
        return DateAnswer(tuple(proposal_of(board, slot) for slot in found[:best]))
    return DateAnswer((), concessions(question, policy))
