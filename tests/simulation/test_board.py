"""The board of simulated histories: the same in every order that the bus allows, and what the ledger of seats says."""

import asyncio
import random
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from typing import Any

import pytest

from deploy.simulation.history import History
from services.events.model.activities import Activity as HeldTogether
from services.events.model.agreements import Agreement as Agreed
from services.events.model.clashes import Clash as Clashing
from services.events.model.dates import DateProposal
from services.events.model.preparation import Task as ToDo
from services.events.model.questions import Question as Asked
from services.notifications.board.figures import figures
from services.notifications.board.handlers import HANDLERS
from services.notifications.board.matters import Activity, Agreement, Clash, DateMatter, Question
from services.notifications.board.matters import Vacancy as Shown
from services.notifications.board.matters.vacancy import SeatState
from services.notifications.board.model import HistoryEntry, Matter
from services.notifications.board.waiting import next_due_at, waiting
from services.vacancies.model.vacancy import LeaseState, Stage, Vacancy
from shared.contracts.envelope import Envelope
from shared.messaging.decisions import LoadedAggregates

SEEDS = (2, 3, 5, 8)
DOINGS = 400
SHOWN_AS = {
    SeatState.RESERVED: LeaseState.HELD,
    SeatState.REFERRED: LeaseState.HELD,
    SeatState.PLACED: LeaseState.PLACED,
    SeatState.ENDED: LeaseState.ENDED,
    SeatState.RELEASED: LeaseState.RELEASED,
}


def facts_of(history: History) -> list[tuple[str, Envelope[Any]]]:
    """The facts that the board hears, by topic, each once."""
    found: dict[str, tuple[str, Envelope[Any]]] = {}
    for topic in ("communes", "vacancies", "offers", "agenda"):
        for message in history.bus.heard(topic):
            if type(message.envelope.data) in HANDLERS:
                found.setdefault(message.envelope.id, (topic, message.envelope))
    return list(found.values())


def shuffled(facts: Iterable[tuple[str, Envelope[Any]]], seed: int) -> list[Envelope[Any]]:
    """An order in which each topic and key keeps its own, and now and then a fact comes again."""
    chance = random.Random(seed)
    queues: dict[tuple[str, str], deque[Envelope[Any]]] = defaultdict(deque)
    for topic, envelope in facts:
        queues[topic, envelope.subject].append(envelope)
    order: list[Envelope[Any]] = []
    left = sorted(key for key, queue in queues.items() for _ in queue)
    chance.shuffle(left)
    for key in left:
        order.append(queues[key].popleft())
        if chance.random() < 0.1:
            order.append(chance.choice(order))
    return order


def board_of(order: Iterable[Envelope[Any]]) -> LoadedAggregates:
    aggregates = LoadedAggregates()
    for envelope in order:
        aggregates.apply(HANDLERS[type(envelope.data)](aggregates, envelope, envelope.time).changed)
    return aggregates


@pytest.fixture(scope="module", params=SEEDS)
def history(request: pytest.FixtureRequest) -> History:
    played = History(request.param)
    asyncio.run(played.run(DOINGS))
    return played


def test_every_order_of_the_bus_gives_the_same_board(history: History) -> None:
    facts = facts_of(history)
    boards = [board_of(shuffled(facts, seed)) for seed in range(4)]
    states = [{m.key: m.state for m in board.all(Matter)} for board in boards]
    assert len(states[0]) > 8
    assert all(each == states[0] for each in states)
    for key, state in states[0].items():
        for other in states[1:]:
            assert waiting(other[key]) == waiting(state)
            assert next_due_at(other[key]) == next_due_at(state)
            assert figures(other[key]) == figures(state)
    assert all(len(board.all(HistoryEntry)) == len(facts) for board in boards)


def test_the_board_says_what_the_ledger_of_seats_says(history: History) -> None:
    board = board_of(shuffled(facts_of(history), 0))
    books = [one for (kind, _), one in history.committed["vacancies"].aggregates.items() if kind is Vacancy]
    assert books
    for truth in books:
        matter = board.get(Matter, f"vacancy/{truth.vacancy_id}")
        assert matter is not None
        shown = matter.state
        assert isinstance(shown, Shown)
        seats = Counter((x.commune, SHOWN_AS[x.state], x.seat) for x in shown.leases.values())
        assert seats == Counter((x.commune, x.state, x.seat) for x in truth.leases)
        linked = truth.stage is Stage.LINKED
        assert linked or shown.open_seats == truth.open_seats
        assert shown.stage is not None
        assert shown.stage.value == truth.stage.value, truth.vacancy_id


def test_every_figure_names_a_fact_that_was_said(history: History) -> None:
    facts = {envelope.id for _, envelope in facts_of(history)}
    rows = [row for m in board_of(shuffled(facts_of(history), 0)).all(Matter) for row in figures(m.state)]
    assert rows
    assert {row.fact_id for row in rows} <= facts


def _kept(history: History, kind: type) -> list[Any]:
    return [one for (known, _), one in history.committed["events"].aggregates.items() if known is kind]


def _shown(board: LoadedAggregates, key: str) -> Any:
    matter = board.get(Matter, key)
    assert matter is not None, key
    return matter.state


def test_the_board_says_what_the_books_of_the_agenda_say(history: History) -> None:
    """What facts say is enough to show each activity, task, date, clash, agreement and question as it stands."""
    board = board_of(shuffled(facts_of(history), 0))
    held = _kept(history, HeldTogether)
    assert held
    for truth in held:
        shown = _shown(board, f"activity/{truth.activity_id}")
        assert isinstance(shown, Activity)
        assert (shown.title, shown.starts_at, shown.place) == (truth.title, truth.starts_at, truth.place)
        # that its time is over is read from its time
        assert shown.stage == truth.state.value.replace("ended", "scheduled")
    for truth in _kept(history, ToDo):
        task = _shown(board, f"activity/{truth.activity_id}").tasks.get(truth.number)
        assert truth.dropped or (task.what, task.owner, task.due_on) == (truth.what, truth.owner, truth.due_on)
        assert truth.dropped or (task.done is not None) == truth.done
    for truth in _kept(history, DateProposal):
        shown = _shown(board, f"date/{truth.proposal_id}")
        assert isinstance(shown, DateMatter)
        assert (shown.stage, set(shown.votes), shown.activity_id) == (truth.state, set(truth.votes), truth.activity_id)
    for kind, name, of in ((Agreed, "agreement", Agreement), (Clashing, "clash", Clash)):
        for truth in _kept(history, kind):
            shown = _shown(board, f"{name}/{truth.key}")
            assert isinstance(shown, of)
            stage = "late" if getattr(truth, "told_late", False) and truth.state == "open" else truth.state
            assert shown.stage == stage
    for truth in _kept(history, Asked):
        shown = _shown(board, f"question/{truth.help_id}")
        assert isinstance(shown, Question)
        assert (shown.office, shown.answer_by, len(shown.answers)) == (truth.office, truth.answer_by, truth.answers)
