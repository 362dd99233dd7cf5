"""Cards: good answers written down once, in versions; and each time that one helped."""

from dataclasses import dataclass, field
from datetime import date, datetime

from shared.contracts.agenda import CardPublished, CardUsed, Process


@dataclass(frozen=True, slots=True)
class Card:
    """Which version of a card counts."""

    card_id: str
    version: int

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.card_id


@dataclass(frozen=True, slots=True)
class CardVersion:
    """What one version says, and who wrote it (`commune`). It never changes."""

    card_id: str
    version: int
    commune: str
    code: Process
    title: str
    text: str
    words: tuple[str, ...]
    review_on: date
    help_id: str | None
    published_at: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return version_key(self.card_id, self.version)


@dataclass(frozen=True, slots=True)
class CardUse:
    """A card helped an office once. `use_id`: of the request that said so."""

    use_id: str
    card_id: str
    version: int
    commune: str
    at: datetime

    due_at: None = field(default=None, init=False)

    @property
    def key(self) -> str:
        return self.use_id


def version_key(card_id: str, version: int) -> str:
    return f"{card_id}/{version}"


def published(v: CardVersion) -> CardPublished:
    return CardPublished(
        card_id=v.card_id,
        commune=v.commune,
        version=v.version,
        code=v.code,
        title=v.title,
        text=v.text,
        words=v.words,
        review_on=v.review_on,
        help_id=v.help_id,
    )


def used(v: CardVersion, commune: str) -> CardUsed:
    about = {"card_id": v.card_id, "version": v.version, "code": v.code, "title": v.title}
    return CardUsed(**about, commune=commune, author=v.commune)
