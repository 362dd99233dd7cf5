"""A card as the page shows it: the version that counts, who wrote each, and how often it helped."""

from collections.abc import Mapping
from datetime import date

from services.notifications.board.matters.base import Fold, Said, State, said
from shared.contracts.agenda import CardFact, CardPublished, CardUsed, Process
from shared.contracts.envelope import Envelope, Fact


class Version(State):
    """Who published a version, and when."""

    author: str
    said: Said


class Use(State):
    """A card helped this office."""

    commune: str
    said: Said


class Card(State):
    """A matter; `commune`, `title`, `text`: of the newest version."""

    card_id: str
    commune: str
    code: Process
    title: str
    version: int = 0
    text: str = ""
    words: tuple[str, ...] = ()
    review_on: date | None = None
    help_id: str | None = None
    versions: dict[int, Version] = {}
    uses: tuple[Use, ...] = ()


def _begun(before: Card | None, fact: CardFact) -> Card:
    return before or Card(card_id=fact.card_id, commune=fact.commune, code=fact.code, title=fact.title)


def on_published(before: Card | None, envelope: Envelope[CardPublished]) -> Card:
    """An older version changes nothing of what counts."""
    fact, card = envelope.data, _begun(before, envelope.data)
    versions = {**card.versions, fact.version: Version(author=fact.commune, said=said(envelope))}
    if fact.version < card.version:
        return card.having(versions=versions)
    names = ("commune", "code", "title", "version", "text", "words", "review_on")
    newest = {name: getattr(fact, name) for name in names}
    return card.having(versions=versions, help_id=fact.help_id or card.help_id, **newest)


def on_used(before: Card | None, envelope: Envelope[CardUsed]) -> Card:
    card = _begun(before, envelope.data)
    return card.having(uses=(*card.uses, Use(commune=envelope.data.commune, said=said(envelope))))


FOLDS: Mapping[type[Fact], Fold] = {CardPublished: on_published, CardUsed: on_used}
