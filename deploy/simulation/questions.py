"""What offices ask each other in one history, and what must be true of it when everything has come to rest."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from deploy.simulation.picking import every, facts_of, of_host, some_cut, stored
from deploy.simulation.state import HistoryState, WorldState
from services.events.model.cards import Card, CardUse, CardVersion
from services.events.model.questions import SETTLED, Answer, GoodAnswers, Question, State
from services.events.model.renditions import Rendition
from shared.contracts import intake
from shared.contracts.agenda import (
    CardPublished,
    CardUsed,
    HelpAccepted,
    HelpAnswered,
    HelpRequested,
    HelpRouted,
    HelpUnanswered,
    Process,
    RenditionLate,
    RenditionSubmitted,
)
from shared.contracts.envelope import Request

_CODES = (Process.PP33, Process.RENDITIONS)


def ask(world: WorldState, now: datetime) -> Request:
    return intake.HelpAsk(
        commune=some_cut(world),
        code=world.chance.choice(_CODES),
        question=f"Pregunta {world.chance.randint(1, 99)}",
        answer_hours=world.chance.choice((1.0, 8.0)),
    )


def answer(world: WorldState, now: datetime) -> Request | None:
    """Whose turn it is, mostly; now and then an office that is not asked, or that has left."""
    found = every(world, Question)
    if not found:
        return None
    question = world.chance.choice(found)
    cut = question.office if question.office and world.chance.random() < 0.8 else some_cut(world)
    return intake.HelpAnswer(commune=cut, help_id=question.help_id, answer="Así se hace")


def accept(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, Question, "help_id")
    return intake.HelpAccept(**about) if about else None


def reopen(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, Question, "help_id")
    elsewhere = world.chance.random() < 0.5
    return intake.HelpReopen(**about, why="Falta el formulario", elsewhere=elsewhere) if about else None


def withdraw(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, Question, "help_id")
    return intake.HelpWithdraw(**about, why="Ya está resuelto") if about else None


def publish(world: WorldState, now: datetime) -> Request:
    """A new card, or a version of one; now and then made from a version that is not the last."""
    known = every(world, CardVersion)
    one = world.chance.choice(known) if known and world.chance.random() < 0.5 else None
    review = (now + timedelta(days=world.chance.choice((0, 100, 300)))).date()
    text = {"code": world.chance.choice(_CODES), "title": "Cómo se rinde", "text": "Con boletas, por verificar"}
    said = {"commune": some_cut(world), "review_on": review, **text}
    return intake.CardRevise(**said, card_id=one.card_id, replaces=one.version) if one else intake.CardPublish(**said)


def use(world: WorldState, now: datetime) -> Request | None:
    known = every(world, Card)
    return intake.CardUse(commune=some_cut(world), card_id=world.chance.choice(known).card_id) if known else None


def plan(world: WorldState, now: datetime) -> Request:
    known = of_host(world, Rendition, "rendition_id") if world.chance.random() < 0.3 else None
    due_on = (now + timedelta(days=world.chance.randint(-1, 9))).date()
    days = world.chance.choice(((), (3, 0), (1,)))
    return intake.RenditionPlan(
        **(known or {"commune": some_cut(world)}), what="Gastos del mes", due_on=due_on, remind_days=days
    )


def submit(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, Rendition, "rendition_id")
    return intake.RenditionSubmit(**about, evidence=(f"{world.chance.randint(0, 9)}" * 64,)) if about else None


DOINGS: tuple[tuple[Callable[[Any, datetime], Request | None], int], ...] = (
    (ask, 4),
    (answer, 6),
    (accept, 2),
    (reopen, 2),
    (withdraw, 1),
    (publish, 1),
    (use, 1),
    (plan, 1),
    (submit, 1),
)


def no_question_is_lost(history: HistoryState) -> Iterator[str]:
    """Each question is one office's until a time that has not passed, or is told as unanswered, or is settled."""
    said = facts_of(history, "agenda")
    told = {fact.help_id for fact in said if isinstance(fact, HelpRequested)}
    kept = {q.help_id for q in stored(history, "events", Question)}
    if told != kept:
        yield f"{sorted(told ^ kept)} are told and not kept, or kept and not told"
    turns: dict[str, HelpRouted | HelpUnanswered] = {}
    for fact in said:
        if isinstance(fact, HelpRouted | HelpUnanswered):
            turns[fact.help_id] = fact
    for q in stored(history, "events", Question):
        last = turns.get(q.help_id)
        if q.state is State.ROUTED:
            ours = isinstance(last, HelpRouted) and (last.office, last.answer_by) == (q.office, q.answer_by)
            if not ours or q.answer_by <= history.now or q.office == q.commune:
                yield f"{q.help_id} waits for {q.office} until {q.answer_by}, and told was {last}"
        if q.state is State.OPEN and not isinstance(last, HelpUnanswered):
            yield f"{q.help_id} stands open, and that was not told"
        if len(set(q.tried)) != len(q.tried):
            yield f"{q.help_id} was passed on in a circle: {q.tried}"


def nobody_answers_who_was_not_asked(history: HistoryState) -> Iterator[str]:
    """Whoever answered had the turn, or the question stood open; nobody answers their own."""
    turns: dict[str, str | None] = {}
    for fact in facts_of(history, "agenda"):
        if isinstance(fact, HelpRouted):
            turns[fact.help_id] = fact.office
        if isinstance(fact, HelpUnanswered):
            turns[fact.help_id] = None
        if isinstance(fact, HelpAnswered) and turns.get(fact.help_id, "") not in (None, fact.office):
            yield f"{fact.office} answered {fact.help_id} in the turn of {turns.get(fact.help_id)}"
        if isinstance(fact, HelpAnswered) and fact.office == fact.commune:
            yield f"{fact.office} answered {fact.help_id}, its own question"
    members = history.world.members
    for q in stored(history, "events", Question):
        if q.state is State.ROUTED and q.office not in members:
            yield f"{q.help_id} waits for {q.office}, which has left"
        if q.state not in SETTLED and q.commune not in members:
            yield f"{q.help_id} is {q.state} though {q.commune}, which asked, has left"


def what_helped_is_counted(history: HistoryState) -> Iterator[str]:
    said = facts_of(history, "agenda")
    told: dict[str, int] = {}
    for fact in said:
        if isinstance(fact, HelpAccepted):
            key = GoodAnswers(fact.office, fact.code).key
            told[key] = told.get(key, 0) + 1
    kept = {g.key: g.number for g in stored(history, "events", GoodAnswers)}
    if told != kept:
        yield f"good answers are {kept}, told were {told}"
    if sum(a.accepted for a in stored(history, "events", Answer)) != sum(told.values()):
        yield "an answer was accepted without a word of it"
    uses = sum(isinstance(fact, CardUsed) for fact in said)
    if len(stored(history, "events", CardUse)) != uses:
        yield f"cards helped {uses} times by what was told, and not by what is kept"


def a_card_has_all_its_versions(history: HistoryState) -> Iterator[str]:
    published: dict[str, list[int]] = {}
    for fact in facts_of(history, "agenda"):
        if isinstance(fact, CardPublished):
            published.setdefault(fact.card_id, []).append(fact.version)
    for card in stored(history, "events", Card):
        if sorted(published.get(card.card_id, [])) != list(range(1, card.version + 1)):
            yield f"{card.card_id} is at version {card.version}, and told were {published.get(card.card_id)}"


def no_rendition_is_late_unheard(history: HistoryState) -> Iterator[str]:
    said = facts_of(history, "agenda")
    late = {fact.rendition_id for fact in said if isinstance(fact, RenditionLate)}
    handed_in = {fact.rendition_id for fact in said if isinstance(fact, RenditionSubmitted)}
    for r in stored(history, "events", Rendition):
        if bool(r.submitted_at) != (r.rendition_id in handed_in):
            yield f"{r.rendition_id} was handed in, or not, unheard"
        if not r.submitted_at and r.is_late(history.now) and r.rendition_id not in late:
            yield f"{r.rendition_id} is late and nobody was told"
        if r.due_at and r.due_at <= history.now:
            yield f"a reminder of {r.rendition_id} was due at {r.due_at}"


PROMISES: tuple[Callable[[HistoryState], Iterator[str]], ...] = (
    no_question_is_lost,
    nobody_answers_who_was_not_asked,
    what_helped_is_counted,
    a_card_has_all_its_versions,
    no_rendition_is_late_unheard,
)
