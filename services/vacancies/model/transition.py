"""What a decision makes of a vacancy: its next state, the facts that follow, and what else changes."""

from dataclasses import dataclass

from services.vacancies.model.vacancy import Vacancy
from shared.contracts.envelope import Fact
from shared.messaging.decisions import Aggregate


@dataclass(frozen=True, slots=True)
class Transition:
    """A vacancy after a decision, the facts to publish, and the other aggregates that changed with it."""

    vacancy: Vacancy
    facts: tuple[Fact, ...] = ()
    others: tuple[Aggregate, ...] = ()

    def then(self, following: "Transition") -> "Transition":
        """This transition and then one of the vacancy as this one left it."""
        return Transition(following.vacancy, self.facts + following.facts, self.others + following.others)

    def beside(self, other: "Transition") -> "Transition":
        """With a transition of another vacancy that was decided at the same time."""
        return Transition(self.vacancy, self.facts + other.facts, (*self.others, other.vacancy, *other.others))
