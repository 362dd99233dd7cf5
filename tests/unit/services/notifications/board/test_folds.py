"""The folds of a vacancy: each interleaving of two topics gives one state, one list of what waits, the same figures."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.board.figures import Figure, figures
from services.notifications.board.handlers import HANDLERS
from services.notifications.board.matters import State, Vacancy
from services.notifications.board.model import Matter
from services.notifications.board.waiting import Waits, waiting
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.matching import CounterAct, CounterCounted, OfferDeclined, ProposalAnswered, ProposalOpened
from shared.contracts.reasons import DeclineReason, UndoReason, UnfilledReason
from shared.contracts.vacancies import PlacementDeclared, PlacementUndone, Profile, VacancyPosted, VacancyUnfilled
from shared.messaging.decisions import LoadedAggregates

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
SAN_CARLOS, NIQUEN, SAN_FABIAN = "16301", "16303", "16304"
HARVEST = Profile(title="Cosecha de arándanos", employer="Agrícola Los Robles")
LATER = NOW + timedelta(days=2)
PLACEMENT: dict[str, Any] = {
    "vacancy_id": "v1",
    "commune": SAN_CARLOS,
    "lease_id": "x1",
    "fence": 1,
    "seat": 1,
    "candidate_ref": "r1",
    "candidate_commune": NIQUEN,
    "placement_id": "pl1",
    "title": "Cosecha",
}
OF_VACANCIES = (
    VacancyPosted(
        vacancy_id="v1", commune=SAN_CARLOS, seats=2, profile=HARVEST, local_until=LATER, valid_through=LATER
    ),
    VacancyUnfilled(
        vacancy_id="v1",
        commune=SAN_CARLOS,
        tier=1,
        invited=(NIQUEN, SAN_FABIAN),
        seats_left=2,
        reason=UnfilledReason.WINDOW_OVER,
        answer_by=LATER,
        profile=HARVEST,
        valid_through=LATER,
    ),
    PlacementDeclared(**PLACEMENT, credit={SAN_CARLOS: 400, NIQUEN: 600}),
    PlacementUndone(**PLACEMENT, credit={}, why=UndoReason.DID_NOT_START),
)
OF_OFFERS = (
    OfferDeclined(offer_id="o1", vacancy_id="v1", commune=SAN_FABIAN, tier=1, reasons=(DeclineReason.NO_PROFILE,)),
)
PROPOSED = (
    ProposalOpened(proposal_id="p1", vacancy_id="v1", commune=NIQUEN, candidates=3, answer_by=LATER),
    ProposalAnswered(proposal_id="p1", vacancy_id="v1", commune=NIQUEN, offered=2, left=1),
)


def said(fact: Fact, hour: int) -> Envelope[Any]:
    name = f"{fact.WIRE}-{hour}"
    return Envelope(name, "/test", fact.WIRE, NOW + timedelta(hours=hour), fact.subject, name, None, None, fact)


TOPICS = tuple(
    [said(fact, 2 * n + late) for n, fact in enumerate(facts)]
    for late, facts in ((0, OF_VACANCIES), (3, OF_OFFERS), (4, PROPOSED))
)


def state_of(order: list[Envelope[Any]]) -> State | None:
    board = LoadedAggregates()
    for envelope in order:
        board.apply(HANDLERS[type(envelope.data)](board, envelope, NOW).changed)
    (matter,) = board.all(Matter)
    return matter.state


PLAIN = [envelope for topic in TOPICS for envelope in topic]


@given(st.permutations([n for n, topic in enumerate(TOPICS) for _ in topic]), st.randoms(use_true_random=False))
def test_every_interleaving_gives_the_same(order: list[int], chance: Any) -> None:
    left = [list(topic) for topic in TOPICS]
    heard: list[Envelope[Any]] = []
    for n in order:
        heard.append(left[n].pop(0))
        heard.append(chance.choice(heard))  # one of those before comes again
    assert state_of(heard) == state_of(PLAIN)
    assert waiting(state_of(heard)) == waiting(state_of(PLAIN))
    assert figures(state_of(heard)) == figures(state_of(PLAIN))


def test_what_waits_and_what_is_counted() -> None:
    state = state_of(PLAIN)
    assert isinstance(state, Vacancy)
    assert state.open_seats == 2
    assert [(item.commune, item.kind) for item in waiting(state)] == [(NIQUEN, Waits.CALL), (NIQUEN, Waits.PROPOSAL)]
    rows = figures(state)
    # called at 11:00 in San Carlos, answered an hour later, within office hours
    assert [(r.commune, r.amount) for r in rows if r.figure is Figure.ANSWERED] == [(SAN_FABIAN, 1.0)]
    assert sum(r.amount for r in rows if r.figure is Figure.GIVEN) == 0
    assert sorted(r.amount for r in rows if r.figure is Figure.CREDIT) == [-600, -400, 400, 600]


def test_what_an_office_counts_at_its_counter_is_a_figure_of_the_day_it_is_told() -> None:
    day = NOW.date()
    told = [
        CounterCounted(commune=NIQUEN, act=act, count=count, since=day, until=day)
        for act, count in ((CounterAct.REGISTERED, 7), (CounterAct.CONSENT_GIVEN, 5), (CounterAct.REGISTERED, 6))
    ]
    state = state_of([said(fact, hour) for hour, fact in enumerate(told)])
    rows = sorted((row.at, row.figure, row.commune, row.amount) for row in figures(state))
    assert rows == [
        (NOW, Figure.REGISTERED, NIQUEN, 7),
        (NOW + timedelta(hours=1), Figure.CONSENT_GIVEN, NIQUEN, 5),
        (NOW + timedelta(hours=2), Figure.REGISTERED, NIQUEN, 6),
    ]
