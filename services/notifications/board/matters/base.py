"""What matters of the board have in common: frozen states, and the fact that made each piece of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from shared.contracts.envelope import Envelope


class State(BaseModel):
    """A piece of what the page shows of a matter. Frozen; what an older state lacks has a default."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    def having(self, **changed: Any) -> Self:
        """A copy in which these fields are changed. They are not validated: they come from a fact that was."""
        return self.model_copy(update=changed)


class Said(State):
    """The fact by which something was said: its time and its id, so that each figure can list its facts."""

    at: datetime
    fact_id: str


class Amount(Said):
    """An amount that a fact adds to what a commune has; negative: it is taken back."""

    commune: str
    amount: int


def said(envelope: Envelope[Any]) -> Said:
    return Said(at=envelope.time, fact_id=envelope.id)


Fold = Callable[[Any, Envelope[Any]], State]
"""A pure function: the matter before or None, and a fact; the matter after.

A fold writes only pieces that facts of its own topic write: so each interleaving of topics gives the same state.
"""
