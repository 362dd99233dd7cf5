"""What one batch of matching loads on a real PostgreSQL beside what it names: whoever is drawn in, and who is busy."""

from dataclasses import replace
from typing import Any

import asyncpg

from services.matching import store
from services.matching.model.insurance import Insurance
from services.matching.model.seeker import QueuePlace, Seat, SeatState, Seeker
from services.matching.model.vacancy import InvitedCall, VacancyCopy
from services.matching.requests import (
    SeekerAmend,
    SeekerDeregister,
    SeekerProfileFields,
    SeekerProfilePatch,
    SeekerRegister,
)
from shared.contracts.communes import CommuneLeft, Offers
from shared.contracts.envelope import Envelope
from shared.contracts.matching import OfferDeclined, OfferMade, OfferWithdrawn
from shared.contracts.reasons import OfferWithdrawnReason
from shared.contracts.vacancies import Occupation, VacancyAmended
from shared.contracts.vocabulary import Licence
from shared.messaging.decisions import TimerFired
from tests.real.services.test_matching_store import PUNILLA, db, hear, keep, tick
from tests.unit.services.matching.mothers import (
    HARVEST,
    NIQUEN,
    NOW,
    PICKER,
    SAN_CARLOS,
    closed,
    envelope,
    of_kind,
    posted,
    refs,
    released,
    seeker,
    seekers,
    unfilled,
)

__all__ = ["db"]


async def insured_in_line(db: asyncpg.Connection) -> None:
    """Ana of Ñiquén, whom the fund pays, stands in the line of v1."""
    ana = replace(seeker("ana", NIQUEN), queue_places=(QueuePlace("v1", "o1"),))
    vacancy = VacancyCopy("v1", SAN_CARLOS, HARVEST, 2, 2, NOW, calls=(InvitedCall(NIQUEN, 1, True, True, 1),))
    await keep(db, *PUNILLA, vacancy, ana, Insurance("ana", NIQUEN, True, 900_000, NOW))


async def test_who_is_let_go_and_called_in_one_batch_is_still_asked_for_by_an_officer(db: asyncpg.Connection) -> None:
    await insured_in_line(db)
    facts = await hear(db, envelope(closed("v1"), "1"), envelope(unfilled(NIQUEN, vacancy_id="v2"), "2"))
    assert of_kind(facts, OfferMade) == []
    assert await db.fetchval("SELECT vacancy_id FROM proposal WHERE state = 'open'") == "v2"


async def test_who_loses_a_seat_in_the_batch_that_calls_their_commune_is_offered(db: asyncpg.Connection) -> None:
    seated = replace(seeker("ana", NIQUEN), seats=(Seat("v1.1", "v1", "o", SeatState.HELD),))
    await keep(db, *PUNILLA, seated, *seekers(1, NIQUEN))
    freed = envelope(released("ana"), "1")
    facts = await hear(db, freed, envelope(unfilled(NIQUEN, vacancy_id="v2"), "2"))
    assert [set(refs(offer)) for offer in of_kind(facts, OfferMade)] == [{"ana", "16303-000"}]


async def test_nobody_is_in_a_work_without_what_is_noted_of_their_insurance(db: asyncpg.Connection) -> None:
    await insured_in_line(db)
    left = CommuneLeft(commune=NIQUEN, name="Ñiquén")
    for said in (closed("v1"), left, TimerFired("Seeker", "ana", NOW), unfilled(NIQUEN, vacancy_id="v2")):
        async with db.transaction():
            work = await store.load(db, [envelope(said, "1")])
        assert (work.get(Seeker, "ana") is not None, work.get(Insurance, "ana") is not None) == (True, True), said


async def hear_while_busy(db: asyncpg.Connection, dsn: str, busy: list[str], envelope: Envelope[Any]) -> list[Any]:
    """A batch, while another connection changes these people."""
    other = await asyncpg.connect(dsn)
    try:
        async with other.transaction():
            query = "SELECT FROM matching.seeker WHERE candidate_ref = ANY($1::text[]) FOR UPDATE"
            await other.execute(query, busy)
            return await hear(db, envelope)
    finally:
        await other.close()


async def test_whose_row_is_locked_for_a_moment_is_offered_a_moment_later(
    db: asyncpg.Connection, database: str
) -> None:
    await keep(db, *PUNILLA, seeker("ana"))
    assert await hear_while_busy(db, database, ["ana"], envelope(posted(), "1")) == []
    assert await db.fetchval("SELECT answered FROM call") is False
    (offer,) = await tick(db)
    assert (refs(offer), offer.complete) == (["ana"], True)
    assert await db.fetchval("SELECT look_at FROM vacancy") is None


async def test_some_of_a_line_locked_do_not_keep_the_others_waiting(db: asyncpg.Connection, database: str) -> None:
    await keep(db, *PUNILLA, *seekers(3))
    (offer,) = await hear_while_busy(db, database, ["16301-000", "16301-001"], envelope(posted(), "1"))
    assert (refs(offer), offer.complete) == (["16301-002"], False)
    (more,) = await tick(db)
    assert set(refs(more)) == {"16301-000", "16301-001"}


async def test_where_nobody_fits_a_locked_row_delays_nothing(db: asyncpg.Connection, database: str) -> None:
    await keep(db, *PUNILLA, *[replace(one, not_again=frozenset({"v1"})) for one in seekers(3)])
    (no,) = await hear_while_busy(db, database, ["16301-000"], envelope(posted(), "1"))
    assert isinstance(no, OfferDeclined)
    assert await db.fetchval("SELECT count(*) FROM proposal") == 0


def asks_for_a_licence() -> VacancyAmended:
    profile = HARVEST.model_copy(update={"licences": (Licence.A5,)})
    asked = {"seats": 2, "seats_left": 2, "valid_through": NOW, "changed": ("licences",)}
    return VacancyAmended(vacancy_id="v1", commune=SAN_CARLOS, profile=profile, **asked)


async def test_an_amended_vacancy_loads_who_stands_and_who_is_proposed(db: asyncpg.Connection) -> None:
    bus = replace(PICKER, licences=(Licence.A5,))
    here = [seeker("ana"), seeker("bus", can=bus), seeker("eva", NIQUEN), seeker("bea", NIQUEN, bus)]
    await keep(db, PUNILLA[0], replace(PUNILLA[1], offers=Offers.CONFIRMED), *here)
    await hear(db, envelope(posted(), "1"))
    await hear(db, envelope(unfilled(NIQUEN), "2"))
    (gone,) = of_kind(await hear(db, envelope(asks_for_a_licence(), "3")), OfferWithdrawn)
    assert (gone.candidate_refs, gone.why) == (("ana",), OfferWithdrawnReason.VACANCY_CHANGED)
    assert [row["candidate_ref"] for row in await db.fetch("SELECT candidate_ref FROM standing")] == ["bus"]
    (one,) = await db.fetch("SELECT candidates FROM proposal WHERE state = 'open'")
    assert ("bea" in one["candidates"], "eva" in one["candidates"]) == (True, False)


async def test_an_amended_person_leaves_the_proposals_they_fit_no_longer(db: asyncpg.Connection) -> None:
    await keep(db, PUNILLA[0], replace(PUNILLA[1], offers=Offers.CONFIRMED), seeker("ana", NIQUEN))
    await hear(db, envelope(unfilled(NIQUEN), "1"))
    changes = SeekerProfilePatch(occupations=(Occupation(code="2221"),))
    await hear(db, envelope(SeekerAmend(commune=NIQUEN, candidate_ref="ana", changes=changes), "2"))
    assert await db.fetchval("SELECT state FROM proposal") == "lapsed"
    assert [type(fact) for fact in await tick(db)] == [OfferDeclined]


async def test_who_leaves_is_dropped_from_the_proposals_of_their_commune(db: asyncpg.Connection) -> None:
    await keep(db, PUNILLA[0], replace(PUNILLA[1], offers=Offers.CONFIRMED), *seekers(2, NIQUEN))
    await hear(db, envelope(unfilled(NIQUEN), "1"))
    await hear(db, envelope(SeekerDeregister(commune=NIQUEN, candidate_ref="16303-000"), "2"))
    (one,) = await db.fetch("SELECT candidates FROM proposal WHERE state = 'open'")
    assert ("16303-000" in one["candidates"], "16303-001" in one["candidates"]) == (False, True)


async def test_what_was_noted_stays_behind_when_somebody_registers_in_another_commune(db: asyncpg.Connection) -> None:
    ana = replace(seeker("ana"), gone=True, not_again=frozenset({"v9"}), version=4)
    await keep(db, *PUNILLA, ana, Insurance("ana", SAN_CARLOS, True, 900_000, NOW))
    can = SeekerProfileFields(occupations=(Occupation(code="9211"),))
    await hear(db, envelope(SeekerRegister(commune=NIQUEN, candidate_ref="ana", can=can), "1"))
    assert await db.fetchval("SELECT count(*) FROM insurance") == 0
    (row,) = await db.fetch("SELECT commune, not_again, version FROM seeker")
    assert tuple(row) == (NIQUEN, ["v9"], 5)
