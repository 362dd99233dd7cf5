"""The founding of a Mesa, as the page shows it: what each commune brings, the vision, and who agrees to it."""

from collections.abc import Mapping
from typing import Any

from services.notifications.board.matters.base import Fold, Said, State, said
from shared.contracts.agenda import FoundingAgreed, FoundingEnvisioned, FoundingFact, FoundingNoted, FoundingStarted
from shared.contracts.envelope import Envelope, Fact


class Note(State):
    """What a commune said of itself."""

    said: Said
    interests: str
    worries: str
    will_do: str | None = None


class Founding(State):
    """A matter. `agreed`: to which version of the vision each commune agrees, `version` is the newest."""

    founding_id: str
    commune: str
    communes: tuple[str, ...]
    notes: dict[str, Note] = {}
    version: int = 0
    vision: str | None = None
    agreed: dict[str, int] = {}

    @property
    def stage(self) -> str:
        """Whether all agree to the newest vision."""
        all_agree = all(self.agreed.get(cut) == self.version for cut in self.communes)
        return "founded" if self.version and all_agree else "begun"


def _begun(before: Founding | None, fact: FoundingFact, **changed: Any) -> Founding:
    known = before or Founding(founding_id=fact.founding_id, commune=fact.commune, communes=fact.communes)
    return known.having(communes=fact.communes, **changed)


def on_started(before: Founding | None, envelope: Envelope[FoundingStarted]) -> Founding:
    return _begun(before, envelope.data)


def on_noted(before: Founding | None, envelope: Envelope[FoundingNoted]) -> Founding:
    """The last that a commune said counts."""
    fact, founding = envelope.data, _begun(before, envelope.data)
    note = Note(said=said(envelope), interests=fact.interests, worries=fact.worries, will_do=fact.will_do)
    return founding.having(notes={**founding.notes, fact.commune: note})


def on_envisioned(before: Founding | None, envelope: Envelope[FoundingEnvisioned]) -> Founding:
    """Who wrote it agrees to it."""
    fact, founding = envelope.data, _begun(before, envelope.data)
    agreed = {**founding.agreed, fact.commune: fact.version}
    return founding.having(version=fact.version, vision=fact.text, agreed=agreed)


def on_agreed(before: Founding | None, envelope: Envelope[FoundingAgreed]) -> Founding:
    fact, founding = envelope.data, _begun(before, envelope.data)
    return founding.having(agreed={**founding.agreed, fact.commune: fact.version})


FOLDS: Mapping[type[Fact], Fold] = {
    FoundingStarted: on_started,
    FoundingNoted: on_noted,
    FoundingEnvisioned: on_envisioned,
    FoundingAgreed: on_agreed,
}
