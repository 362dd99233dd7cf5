"""Commands about cards: publish one or a new version, and say that one helped."""

from datetime import datetime, timedelta

from services.events.commands.guards import require_at_table
from services.events.model import cards
from services.events.model.cards import Card, CardUse, CardVersion, version_key
from services.events.model.ids import id_made_by
from services.events.model.questions import Question
from shared.calendar import SANTIAGO
from shared.contracts.envelope import Envelope
from shared.contracts.intake import CardContent, CardPublish, CardRevise
from shared.contracts.intake import CardUse as UseAsked
from shared.messaging.decisions import Decision, LoadedAggregates, reject

LONGEST = timedelta(days=731)
"""A card that nobody reads again for two years is not one to rely on."""


def publish_card(aggregates: LoadedAggregates, command: Envelope[CardPublish], now: datetime) -> Decision:
    """A new card."""
    _require_sound(aggregates, command.data, now)
    card_id = id_made_by(command)
    known = aggregates.get(Card, card_id)
    if known:
        return Decision(result={"card_id": card_id, "version": str(known.version)})
    return _published(command.data, card_id, 1, now)


def revise_card(aggregates: LoadedAggregates, command: Envelope[CardRevise], now: datetime) -> Decision:
    """A version in the place of the one it was made from; older versions stay."""
    asked = command.data
    _require_sound(aggregates, asked, now)
    known = aggregates.get(Card, asked.card_id)
    if known is None:
        raise reject("unknown_card", f"No existe la ficha {asked.card_id}", "card_id")
    if known.version != asked.replaces:
        raise reject("stale_card", f"La ficha va en la versión {known.version}: léala antes de cambiarla", "replaces")
    return _published(asked, known.card_id, known.version + 1, now)


def use_card(aggregates: LoadedAggregates, command: Envelope[UseAsked], now: datetime) -> Decision:
    """A card helped. Each request counts once."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    card = aggregates.get(Card, asked.card_id)
    version = aggregates.get(CardVersion, version_key(card.card_id, card.version)) if card else None
    if version is None:
        raise reject("unknown_card", f"No existe la ficha {asked.card_id}", "card_id")
    result = {"card_id": version.card_id}
    use = CardUse(id_made_by(command), version.card_id, version.version, asked.commune, now)
    if aggregates.get(CardUse, use.use_id) is not None:
        return Decision(result=result)
    return Decision((use,), (cards.used(version, asked.commune),), result)


def _require_sound(aggregates: LoadedAggregates, asked: CardContent, now: datetime) -> None:
    """Raises Rejected unless who asks is at the table, the day of review is sensible, and the question is known."""
    require_at_table(aggregates, asked.commune)
    today = now.astimezone(SANTIAGO).date()
    if not today < asked.review_on <= today + LONGEST:
        raise reject("review_out_of_range", "La ficha se revisa después de hoy y antes de dos años", "review_on")
    if asked.help_id and aggregates.get(Question, asked.help_id) is None:
        raise reject("unknown_help", f"No existe la pregunta {asked.help_id}", "help_id")


def _published(asked: CardContent, card_id: str, number: int, now: datetime) -> Decision:
    version = CardVersion(
        card_id,
        number,
        asked.commune,
        asked.code,
        asked.title,
        asked.text,
        asked.words,
        asked.review_on,
        asked.help_id,
        now,
    )
    result = {"card_id": card_id, "version": str(number)}
    return Decision((Card(card_id, number), version), (cards.published(version),), result)
