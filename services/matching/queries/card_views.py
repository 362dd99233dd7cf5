"""The view models of cards, by pseudonym and with Spanish texts; pure, and no decision depends on them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import with_config

from services.matching.model import card_texts
from services.matching.model.card import Card, Seen, card
from services.matching.model.hindrance import Hindrance, hindrance
from services.matching.model.offers import way_to
from services.matching.model.policy import MatchingPolicy
from services.matching.model.score import in_order
from services.matching.model.seeker import Seeker, SeekerState, today
from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from shared.contracts.reasons import DeclineReason


@with_config(use_attribute_docstrings=True)
@dataclass(frozen=True, slots=True)
class CheckShown:
    """A hard limit: what the vacancy wants and what the seeker has."""

    limit: DeclineReason
    """The code of the limit."""
    label: str
    """The name of the limit, in Spanish."""
    passes: bool
    """Whether the person meets it."""
    text: str
    """What the officer reads, in Spanish."""


@with_config(use_attribute_docstrings=True)
@dataclass(frozen=True, slots=True)
class PartShown:
    """Points of one part."""

    name: str
    """The name of the part."""
    points: int
    """The points that the person has in it."""
    most: int
    """The most that it can give."""
    text: str
    """What the officer reads, in Spanish."""


@with_config(use_attribute_docstrings=True)
@dataclass(frozen=True, slots=True)
class CostShown:
    """The cost of the way in pesos a month, and its percentage of the pay (None: the pay is not known)."""

    pesos: int
    """Pesos a month."""
    percent: int | None
    """Percentage of the pay; null: the pay is not known."""
    text: str
    """What the officer reads, in Spanish."""


@with_config(use_attribute_docstrings=True)
@dataclass(frozen=True, slots=True)
class ChangeShown:
    """The one change after which the seeker would fit; `amount` and `what` as in `model.change.ProfileChange`."""

    limit: DeclineReason
    """The code of the limit that would be met."""
    side: str
    """Who would change: the vacancy or the seeker."""
    amount: int
    """By how much, in pesos, minutes, days, years or steps; 1 if `what` names the change."""
    what: str
    """The code of the licence, shift, contract or education."""
    score: int
    """The score after the change, 0 to 1000."""
    text: str
    """What the officer reads, in Spanish."""


@with_config(use_attribute_docstrings=True)
@dataclass(frozen=True, slots=True)
class CardShown:
    """One candidate for one vacancy. `score` is None if they do not fit. `offered`: they are in the queue.

    `available`: they are in the queue, or nothing but a hard limit prevents an offer now; otherwise `why_not` gives
    the reason.
    """

    candidate_ref: str
    """The pseudonym of the person."""
    state: SeekerState
    """Where the person is on the way to a job."""
    offered: bool
    """Whether they are in the queue of the vacancy."""
    available: bool
    """Whether nothing but a hard limit prevents an offer now."""
    why_not: str | None
    """What prevents an offer now, in Spanish; null: nothing."""
    fits: bool
    """Whether every hard limit is met."""
    score: int | None
    """0 to 1000; null: they do not fit."""
    minutes: int | None
    """Minutes of the way to work, one way; null: not known."""
    provenance: str | None
    """Where the minutes come from."""
    way: str
    """The way in words, in Spanish."""
    waited_days: int
    """Days since they began to wait."""
    summary: str
    """The card in a sentence or two, in Spanish."""
    checks: tuple[CheckShown, ...]
    """Each hard limit, met or not."""
    parts: tuple[PartShown, ...]
    """Of what the score is made; empty if they do not fit."""
    cost: CostShown | None
    """What the way costs; null: not known."""
    change: ChangeShown | None
    """The one change after which they would fit; null: there is none, or they fit."""


@with_config(use_attribute_docstrings=True)
@dataclass(frozen=True, slots=True)
class NotFit:
    """How many seekers fail this limit first, whom no single change would make fit."""

    reason: DeclineReason
    """The code of the limit."""
    text: str
    """What the officer reads, in Spanish."""
    count: int
    """How many people."""


@with_config(use_attribute_docstrings=True)
@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a commune for a vacancy: `candidates` best first, and `near` with the smallest change first.

    In both, seekers who cannot be offered now come after those who can.
    """

    vacancy_id: str
    """The id of the vacancy."""
    commune: str
    """CUT code of the commune whose people these are."""
    candidates: tuple[CardShown, ...]
    """Those who fit, best first."""
    near: tuple[CardShown, ...]
    """Those who would fit after one change, the smallest first."""
    not_fit: tuple[NotFit, ...]
    """How many others there are, by the limit that they fail first."""


def cards(
    vacancy: VacancyCopy,
    commune: OfferingCommune,
    seekers: Sequence[Seeker],
    at: datetime,
    policy: MatchingPolicy,
    limit: int,
) -> Cards:
    """At most `limit` candidates who fit, and as many who would fit after one change."""
    way, day = way_to(commune, vacancy), today(at)
    made = [
        (one, card(Seen(one.profile, vacancy.profile, way, one.waited(at), day), policy))
        for one in seekers
        if one.profile is not None
    ]
    fits = in_order([(one, found.fit) for one, found in made if found.fit], vacancy.vacancy_id, policy.order_key)
    # stable sorts: the order by score, and by change, stays within each half
    fits.sort(key=lambda each: why_not(each[0], vacancy) is not None)
    by_ref = {one.candidate_ref: found for one, found in made}
    near = sorted(((one, found) for one, found in made if found.near), key=_nearest)
    near.sort(key=lambda each: why_not(each[0], vacancy) is not None)
    none = Counter(first_failed(found) for _, found in made if not found.fit and not found.near)
    return Cards(
        vacancy_id=vacancy.vacancy_id,
        commune=commune.commune,
        candidates=tuple(shown(one, vacancy, by_ref[one.candidate_ref]) for one, _ in fits[:limit]),
        near=tuple(shown(one, vacancy, found) for one, found in near[:limit]),
        not_fit=tuple(NotFit(why, why.text, count) for why, count in none.most_common()),
    )


def card_of(
    seeker: Seeker, vacancy: VacancyCopy, commune: OfferingCommune, at: datetime, policy: MatchingPolicy
) -> Card | None:
    """The card of one seeker; None if their profile is kept in their commune's own system."""
    if seeker.profile is None:
        return None
    way = way_to(commune, vacancy)
    return card(Seen(seeker.profile, vacancy.profile, way, seeker.waited(at), today(at)), policy)


def why_not(seeker: Seeker, vacancy: VacancyCopy) -> str | None:
    """What prevents that a seeker is offered now; None if nothing does, or if they are in the queue already."""
    found = hindrance(seeker, vacancy.vacancy_id)
    return found.text if found and found is not Hindrance.QUEUED else None


def shown(seeker: Seeker, vacancy: VacancyCopy, made: Card) -> CardShown:
    """The view of a card, with its texts."""
    seen, hindered = made.seen, why_not(seeker, vacancy)
    return CardShown(
        candidate_ref=seeker.candidate_ref,
        state=seeker.state,
        offered=seeker.queue_place(vacancy.vacancy_id) is not None,
        available=hindered is None,
        why_not=hindered,
        fits=made.fit is not None,
        score=made.score,
        minutes=seen.way.minutes if seen.way else None,
        provenance=seen.way.provenance if seen.way else None,
        way=card_texts.way_text(seen.way),
        waited_days=seen.waited,
        summary=card_texts.summary(made, hindered or ""),
        checks=tuple(
            CheckShown(c.limit, card_texts.LABELS[c.limit], c.passes, card_texts.check_text(c.limit, seen))
            for c in made.checks
        ),
        parts=tuple(
            PartShown(part.name, part.points, part.most, card_texts.part_text(part))
            for part in (made.fit.parts if made.fit else ())
        ),
        cost=_cost(made),
        change=_change(made),
    )


def _cost(made: Card) -> CostShown | None:
    if made.cost is None:
        return None
    return CostShown(made.cost.pesos, made.cost.percent, card_texts.cost_text(made.cost, made.seen))


def _change(made: Card) -> ChangeShown | None:
    found = made.change
    if found is None:
        return None
    text = card_texts.change_text(found, made.seen)
    return ChangeShown(found.limit, found.side, found.amount, found.what, found.score, text)


def _nearest(each: tuple[Seeker, Card]) -> tuple[int, int, datetime, str]:
    one, made = each
    change = made.change
    return (change.effort, -change.score, one.waits_since, one.candidate_ref) if change else (0, 0, one.waits_since, "")


def first_failed(made: Card) -> DeclineReason:
    """The limit that a card fails first."""
    return next(check.limit for check in made.checks if not check.passes)
