"""The store of matching on a real PostgreSQL: what is saved is loaded, and its SQL sees what the model sees."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.matching import store
from services.matching.handlers import HEARS
from services.matching.model.offers import offer_id
from services.matching.model.score import Fit, fit_at, in_order
from services.matching.model.seeker import Abilities, Hold, Pause, Seat, Seeker, Stand, Why
from services.matching.model.vacancy import Call, Commune, Shortlist, Vacancy, Way
from services.matching.requests import Can, SeekerRegister
from shared.bus.work import Tick, Work
from shared.contracts.communes import CommuneLeft
from shared.contracts.envelope import Envelope
from shared.contracts.matching import OfferMade, OfferWithdrawn
from shared.contracts.vacancies import Occupation, Pay, Profile
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport
from shared.db.migrate import migrate
from tests.unit.services.matching.mothers import (
    HARVEST,
    NIQUEN,
    NOW,
    SAN_CARLOS,
    closed,
    envelope,
    leased,
    of_kind,
    posted,
    refs,
    released,
    seeker,
    seekers,
    unfilled,
)

REST = ((Contract.FEES,), date(2026, 3, 1), ("Manipulación de alimentos", "Primeros auxilios"), Transport.CAR)
SCHEMA = Path(store.__file__).parent / "schema"
PUNILLA = [
    Commune(SAN_CARLOS, "San Carlos", ways={NIQUEN: Way(35, "estimated")}),
    Commune(NIQUEN, "Ñiquén", ways={SAN_CARLOS: Way(35, "estimated")}),
]


@pytest.fixture
async def db(database: str) -> AsyncIterator[asyncpg.Connection]:
    await migrate(database, {"matching": "secret"}, {"matching": SCHEMA})
    connection = await asyncpg.connect(database)
    await connection.execute("SET search_path = matching")
    yield connection
    await connection.close()


async def keep(db: asyncpg.Connection, *aggregates: Any) -> None:
    work = Work()
    work.apply(aggregates)
    async with db.transaction():
        await store.save(db, work)


async def hear(db: asyncpg.Connection, *said: Envelope[Any]) -> list[Any]:
    """A batch as the shell does it; returns the facts."""
    facts: list[Any] = []
    async with db.transaction():
        work = await store.load(db, said)
        for one in said:
            outcome = HEARS[type(one.data)](work, one, NOW)
            work.apply(outcome.changed)
            facts += outcome.facts
        await store.save(db, work)
    return facts


async def tick(db: asyncpg.Connection) -> list[Any]:
    due = await store.due(db, NOW + timedelta(days=1), 100)
    return await hear(db, *(envelope(one, f"{one.key}{one.due_at}") for one in due))


async def test_what_is_saved_is_loaded_again(db: asyncpg.Connection) -> None:
    ana = replace(
        seeker("ana", can=Abilities(("9211",), Education.HIGHER, 3, (Licence.B,), (Shift.NIGHTS,), 500_000, 60, *REST)),
        stands=(Stand("v1", "o1"),),
        seats=(Seat("v0.1", "v0", "o0", Hold.ENDED),),
        not_again=frozenset({"v0"}),
        look_at=NOW,
        looked_at=NOW,
        waiting_since=NOW,
        valid_until=NOW,
        pause=Pause(Why.ASKED, NOW),
        version=7,
    )
    guest = seeker("guest", NIQUEN, can=None)
    call = Call(SAN_CARLOS, 0, True, True, 1)
    vacancy = Vacancy("v1", SAN_CARLOS, HARVEST, 2, 3, NOW, False, (call,), NOW, NOW)
    await keep(db, *PUNILLA, vacancy, ana, guest)
    async with db.transaction():
        work = await store.load(db, [envelope(leased("ana"), "1"), envelope(leased("guest", "v2"), "2")])
    assert sorted(work.all(Commune), key=lambda c: c.commune) == PUNILLA
    assert (work.get(Vacancy, "v1"), work.get(Seeker, "ana"), work.get(Seeker, "guest")) == (vacancy, ana, guest)


async def test_a_vacancy_is_offered_called_leased_and_given_back(db: asyncpg.Connection) -> None:
    await keep(db, *PUNILLA, *seekers(3), *seekers(2, NIQUEN))
    (home,) = of_kind(await hear(db, envelope(posted(), "1")), OfferMade)
    (near,) = of_kind(await hear(db, envelope(unfilled(NIQUEN), "2")), OfferMade)
    assert (len(refs(home)), len(refs(near)), near.candidates[0].minutes) == (3, 2, 35)
    (second,) = of_kind(await hear(db, envelope(posted("v2"), "3")), OfferMade)
    (gone,) = of_kind(await hear(db, envelope(leased(refs(home)[0], offer=home.offer_id), "4")), OfferWithdrawn)
    assert (gone.vacancy_id, gone.offer_id) == ("v2", second.offer_id)
    await hear(db, envelope(released(refs(home)[0]), "5"))
    again = of_kind(await tick(db), OfferMade)
    assert {offer.vacancy_id for offer in again} == {"v1", "v2"}
    assert await tick(db) == []
    await hear(db, envelope(closed(), "6"))
    assert await db.fetchval("SELECT count(*) FROM standing WHERE vacancy_id = 'v1'") == 0


async def test_a_batch_of_several_messages_is_one_work(db: asyncpg.Connection) -> None:
    await keep(db, *PUNILLA, *seekers(3))
    first = offer_id("0", "v1", "16301")
    batch = [posted("v1"), posted("v2"), leased("16301-000", "v1", offer=first), closed("v2")]
    facts = await hear(db, *(envelope(fact, str(n)) for n, fact in enumerate(batch)))
    assert [type(fact) for fact in facts] == [OfferMade, OfferMade, OfferWithdrawn]


async def test_a_commune_that_leaves_takes_its_people_along(db: asyncpg.Connection) -> None:
    await keep(db, *PUNILLA, *seekers(2, NIQUEN))
    await hear(db, envelope(unfilled(NIQUEN), "1"))
    facts = await hear(db, envelope(CommuneLeft(commune=NIQUEN, name="Ñiquén"), "2"))
    assert [len(fact.candidate_refs) for fact in of_kind(facts, OfferWithdrawn)] == [2]
    assert await db.fetchval("SELECT count(*) FROM standing") == 0


async def test_a_new_seeker_finds_what_is_open(db: asyncpg.Connection) -> None:
    await keep(db, *PUNILLA)
    await hear(db, envelope(posted(), "1"))
    can = Can(occupations=(Occupation(code="9211"),))
    await hear(db, envelope(SeekerRegister(commune=SAN_CARLOS, candidate_ref="ana", can=can), "2"))
    assert [refs(offer) for offer in of_kind(await tick(db), OfferMade)] == [["ana"]]


async def test_the_shortlist_is_the_best_of_the_model_in_its_order(db: asyncpg.Connection) -> None:
    chance = random.Random(3)
    people = [seeker(f"s{n:03}", can=somebody(chance), days=chance.choice([0, 1, 3, 40, 200])) for n in range(400)]
    await keep(db, *PUNILLA, *people)
    wanted = [something(chance) for _ in range(60)]
    batch = [posted(f"v{n}", 3, profile) for n, profile in enumerate(wanted)]
    async with db.transaction():
        work = await store.load(db, [envelope(fact, fact.vacancy_id) for fact in batch])
    lengths = set()
    for fact in batch:
        fits = [(one, found) for one in people if isinstance(found := fits_in(one, fact.profile), Fit)]
        best = [one.candidate_ref for one, _ in in_order(fits, fact.vacancy_id, b"")]
        shortlist = work.get(Shortlist, f"{fact.vacancy_id}/{SAN_CARLOS}")
        assert shortlist is not None
        if best:
            # whoever ties with the fifteenth comes along: the model draws among them
            assert set(best[:15]) <= set(shortlist.refs) <= set(best)
            assert worst_of(fits, shortlist.refs) == worst_of(fits, best[:15])
        lengths.add(min(len(best), 15))
    assert {0, 15} < lengths  # nobody, everybody and something between were tried


def fits_in(one: Seeker, asked: Profile) -> object:
    return fit_at(one, asked, Way(0, "same_commune"), NOW)


def worst_of(fits: list[tuple[Seeker, Fit]], refs: Sequence[str]) -> tuple[int, datetime]:
    """Score and waiting of the last of these."""
    return max((-found.score, one.waits_since) for one, found in fits if one.candidate_ref in refs)


def somebody(chance: random.Random) -> Abilities:
    return Abilities(
        occupations=tuple(chance.sample(["9211", "9212", "9112", "8322", "5223", "921", "52"], chance.randrange(4))),
        education=chance.choice(list(Education)),
        experience_years=chance.randrange(15),
        licences=tuple(sorted(chance.sample(list(Licence), chance.randrange(3)))),
        cannot=tuple(sorted(chance.sample(list(Shift), chance.randrange(3)))),
        pay_floor=chance.choice([0, 0, 500_000, 800_000]),
        max_minutes=chance.choice([30, 60, 90]),
        contracts=tuple(sorted(chance.sample([Contract.PERMANENT, Contract.FEES], chance.randrange(3)))),
        available_from=chance.choice([None, None, date(2026, 1, 20), date(2026, 2, 20)]),
    )


def something(chance: random.Random) -> Profile:
    code = chance.choice(["9211", "9112", "832", "5223", "52", "9", None])
    return Profile(
        title="Cargo",
        employer="Empresa",
        occupation=Occupation(code=code) if code else None,
        education=chance.choice([None, *Education]),
        experience_years=chance.randrange(12),
        licences=tuple(chance.sample(list(Licence), chance.choice([0, 0, 1, 3]))),
        shifts=tuple(chance.sample(list(Shift), chance.choice([0, 0, 1]))),
        contract=chance.choice([None, None, Contract.FEES, Contract.ANY]),
        pay=chance.choice([None, Pay(least=400_000), Pay(least=600_000)]),
    )


async def test_a_tick_names_what_is_due_and_nothing_else(db: asyncpg.Connection) -> None:
    later = NOW + timedelta(hours=1)
    vacancy = Vacancy("v1", SAN_CARLOS, HARVEST, 1, 1, datetime(2026, 1, 1, tzinfo=UTC))
    await keep(db, replace(vacancy, look_at=NOW), replace(seeker("ana"), look_at=later))
    assert await store.due(db, NOW, 10) == [Tick("Vacancy", "v1", NOW)]
    assert [one.kind for one in await store.due(db, later, 10)] == ["Vacancy", "Seeker"]
