"""Which seat a candidate holds in the whole network: one at a time, whichever office offers them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ActiveSeat:
    """The lease that a candidate holds; None: no seat."""

    candidate_ref: str
    lease_id: str | None

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.candidate_ref
