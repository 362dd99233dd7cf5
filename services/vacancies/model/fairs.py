"""At which fair a person was interviewed for a vacancy, from the facts of `events`: its host shares the credit."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MetAtFair:
    """The first fair that brought a person and a vacancy together. `host`: CUT code of its commune."""

    vacancy_id: str
    candidate_ref: str
    fair_id: str
    host: str

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return met_key(self.vacancy_id, self.candidate_ref)


def met_key(vacancy_id: str, candidate_ref: str) -> str:
    """The key of what is known of a person and a vacancy."""
    return f"{vacancy_id}/{candidate_ref}"
