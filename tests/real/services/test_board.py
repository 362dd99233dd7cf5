"""The board on a real PostgreSQL: what is folded is loaded again, told once, listed by what runs out first."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from services.notifications import store
from services.notifications.board.handlers import HANDLERS
from services.notifications.board.matters.vacancy import SeatState
from services.notifications.board.queries.history import changes
from services.notifications.board.queries.others import communes, employers
from services.notifications.board.queries.vacancies import Filters, vacancies, vacancy
from services.notifications.board.queries.waiting import waiting
from shared.contracts.communes import CommuneJoined
from shared.contracts.employers import EmployerContacted
from shared.contracts.envelope import Envelope, Fact, service_source
from shared.contracts.held import OfferRequestHeld, VacancyRequestHeld, VacancyRequestRefused
from shared.contracts.matching import CopyAcknowledged, OfferDeclined, ProposalOpened
from shared.contracts.reasons import ContactResult, DeclineReason
from shared.contracts.vacancies import Profile, SeatLeased, VacancyPosted
from shared.contracts.vocabulary import Means
from shared.postgres.reader import Reader
from tests.real.house import become_migrated

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
SAN_CARLOS, NIQUEN = "16301", "16303"


@pytest.fixture
async def db(database: str) -> AsyncIterator[asyncpg.Connection]:
    await become_migrated(database, ["notifications"])
    connection = await asyncpg.connect(database)
    await connection.execute("SET search_path = notifications")
    yield connection
    await connection.close()


def said(fact: Fact, identity: str, officer: str | None = None) -> Envelope[Any]:
    return Envelope(identity, service_source("test"), fact.WIRE, NOW, fact.subject, identity, None, None, fact, officer)


async def hear(db: asyncpg.Connection, *facts: Envelope[Any]) -> None:
    async with db.transaction():
        aggregates = await store.load(db, facts)
        for one in facts:
            aggregates.apply(HANDLERS[type(one.data)](aggregates, one, NOW).changed)
        await store.save(db, aggregates)


def posted(name: str, commune: str = SAN_CARLOS, hours: int = 16) -> Envelope[Any]:
    fact = VacancyPosted(
        vacancy_id=name,
        commune=commune,
        seats=3,
        profile=Profile(title="Cosecha de arándanos", employer="Agrícola Los Robles"),
        local_until=NOW + timedelta(hours=hours),
        valid_through=NOW + timedelta(days=30),
    )
    return said(fact, f"posted-{name}")


def leased(name: str, lease: str, hours: int) -> Envelope[Any]:
    fact = SeatLeased(
        vacancy_id=name,
        commune=SAN_CARLOS,
        lease_id=lease,
        fence=1,
        seat=1,
        candidate_ref=f"ref-{lease}",
        candidate_commune=NIQUEN,
        title="Cosecha de arándanos",
        offer_id="o1",
        expires_at=NOW + timedelta(hours=hours),
    )
    return said(fact, f"leased-{lease}")


def opened(name: str) -> Envelope[Any]:
    fact = ProposalOpened(
        proposal_id=f"p-{name}",
        vacancy_id=name,
        commune=NIQUEN,
        candidates=2,
        answer_by=NOW + timedelta(hours=2),
    )
    return said(fact, f"opened-{name}")


async def test_what_comes_before_its_posting_is_hidden_and_what_comes_again_does_nothing(
    db: asyncpg.Connection,
) -> None:
    read = Reader(lambda: db)
    await hear(db, opened("v1"))
    assert await vacancy(read, "v1") is None
    assert await waiting(read, commune=NIQUEN, limit=10) == []
    for again in range(2):
        await hear(db, *([opened("v1")] * again), posted("v1"), leased("v1", "x1", 1))
    page = await vacancy(read, "v1")
    assert page is not None
    assert (page.vacancy.seats, page.vacancy.open_seats) == (3, 2)
    assert page.vacancy.leases["x1"].state is SeatState.RESERVED
    assert [line.fact_id for line in page.history] == ["opened-v1", "leased-x1", "posted-v1"]
    assert all(line.who and line.what for line in page.history)
    assert [item.waits for item in await waiting(read, commune=NIQUEN, limit=10)] == ["proposal"]
    mine = await waiting(read, commune=SAN_CARLOS, limit=10)
    assert [(item.waits, item.needs.get("by")) for item in mine] == [("leases", {NIQUEN: 1}), ("window", None)]
    counted = await db.fetch("SELECT figure, amount, fact_id FROM board_figure ORDER BY figure")
    assert [tuple(row) for row in counted] == [("leased", 1, "leased-x1"), ("seats_posted", 3, "posted-v1")]


async def _listed(read: Reader, filters: Filters, after: str | None = None) -> Sequence[str]:
    return [line.vacancy_id for line in await vacancies(read, filters, limit=2, after=after)]


async def test_vacancies_are_listed_by_what_runs_out_first(db: asyncpg.Connection) -> None:
    read, mine = Reader(lambda: db), Filters(SAN_CARLOS)
    await hear(db, posted("late", hours=9), posted("soon", hours=1), posted("theirs", NIQUEN, hours=5))
    assert await _listed(read, mine) == ["soon", "theirs"]
    assert await _listed(read, mine, after="theirs") == ["late"]
    assert await _listed(read, mine._replace(whose="neighbours")) == ["theirs"]
    assert await _listed(read, mine._replace(whose="mine", text="COSECHA DE ARANDANOS", stage="local")) == [
        "soon",
        "late",
    ]
    assert await _listed(read, mine._replace(text="packing")) == []


async def test_a_corrected_contact_is_counted_once(db: asyncpg.Connection) -> None:
    fact = EmployerContacted(
        employer_id="e1",
        employer="Agrícola Los Robles",
        commune=SAN_CARLOS,
        contact_id="c1",
        means=Means.VISIT,
        at=NOW,
        result=ContactResult.CALL_AGAIN,
    )
    await hear(db, said(fact, "first"))
    await hear(db, said(fact.model_copy(update={"revision": 2, "result": ContactResult.NO_NEED_NOW}), "second"))
    assert [r["fact_id"] for r in await db.fetch("SELECT fact_id FROM board_figure")] == ["second"]
    await hear(db, said(fact.model_copy(update={"revision": 3, "result": ContactResult.NOT_HELD}), "third"))
    assert await db.fetchval("SELECT count(fact_id) FROM board_figure") == 0
    await hear(db, said(CommuneJoined(commune=NIQUEN, name="Ñiquén"), "joined"))
    (found,) = await employers(Reader(lambda: db), text="AGRICOLA LOS", limit=5)
    assert found.contacts["c1"].revision == 3
    assert [one.name for one in await communes(Reader(lambda: db))] == ["Ñiquén"]


async def test_what_waits_is_one_statement_however_much_there_is(db: asyncpg.Connection) -> None:
    """500 vacancies that each wait for the same office: the state of none of them is read."""
    asked = []

    def asks() -> asyncpg.Connection:
        asked.append(1)
        return db

    await hear(db, *(posted(f"v{n}", hours=n + 1) for n in range(500)))
    await db.execute("UPDATE board_matter SET state = NULL")
    found = await waiting(Reader(asks), commune=SAN_CARLOS, limit=100)
    assert [item.matter_id for item in found] == [f"v{n}" for n in range(100)]
    assert len(asked) == 1


async def test_what_changed_for_an_office_is_what_others_did(db: asyncpg.Connection) -> None:
    read = Reader(lambda: db)
    declined = OfferDeclined(
        offer_id="o1", vacancy_id="v1", commune=NIQUEN, tier=1, reasons=(DeclineReason.NO_PROFILE,)
    )
    seen = CopyAcknowledged(vacancy_id="v1", commune=NIQUEN, revision=1)
    await hear(db, posted("v1"), posted("v2"), said(seen, "seen"), said(declined, "declined", "niquen-1"))
    (changed,) = await changes(read, SAN_CARLOS, NOW - timedelta(hours=1), 10)
    assert (changed.address, changed.title) == ("/vacantes/v1", "Cosecha de arándanos")
    assert [(line.fact_id, line.officer, line.who) for line in changed.lines] == [("declined", "niquen-1", "Ñiquén")]
    # what happened to a neighbour's vacancy is no news of this office, if it is not named; nor is what is older
    assert await changes(read, NIQUEN, NOW - timedelta(hours=1), 10) == []
    assert await changes(read, SAN_CARLOS, NOW, 10) == []


async def test_what_is_held_is_known_to_every_colleague_until_it_is_refused(db: asyncpg.Connection) -> None:
    read = Reader(lambda: db)
    about = {"held_id": "h1", "commune": SAN_CARLOS, "asked": "cl.mesa.vacancy.withdraw.v1", "vacancy_id": "v1"}
    until = NOW + timedelta(minutes=1)
    theirs = {**about, "held_id": "h2", "commune": NIQUEN, "asked": "cl.mesa.offer.decline.v1"}
    await hear(db, said(OfferRequestHeld(**theirs, not_before=until), "held-2", "niquen-1"))
    await hear(db, posted("v1"), said(VacancyRequestHeld(**about, not_before=until), "held-1", "sc-2"))
    page = await vacancy(read, "v1")
    assert page is not None
    (mine,) = page.vacancy.held_by(SAN_CARLOS).values()
    assert (mine.service, mine.officer, mine.not_before) == ("vacancies", "sc-2", until)
    assert [one.service for one in page.vacancy.held_by(NIQUEN).values()] == ["matching"]
    await hear(db, said(VacancyRequestRefused(**about, codes=("vacancy_closed",)), "refused"))
    page = await vacancy(read, "v1")
    assert page is not None
    assert (page.vacancy.held["h1"].state, page.vacancy.held["h1"].codes) == ("refused", ("vacancy_closed",))
    assert page.vacancy.held_by(SAN_CARLOS) == {}
