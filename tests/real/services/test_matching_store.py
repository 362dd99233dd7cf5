"""The store of matching on a real PostgreSQL: what is saved is loaded, and its SQL sees what the model sees."""

import base64
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from services.matching import store
from services.matching.handlers import HANDLERS
from services.matching.model.disclosure import Consent, Disclosure
from services.matching.model.insurance import Insurance, RefusalCause
from services.matching.model.offers import offer_id
from services.matching.model.proposals import Proposal
from services.matching.model.score import Fit, fit_at, in_order
from services.matching.model.seeker import Pause, PauseReason, QueuePlace, Seat, SeatState, Seeker, SeekerProfile
from services.matching.model.vacancy import InvitedCall, OfferingCommune, Shortlist, VacancyCopy, Way
from services.matching.requests import (
    InsuranceNote,
    RefusalRecord,
    SeekerDeregister,
    SeekerProfileFields,
    SeekerRegister,
)
from services.matching.vault import Identity, StatedIdentity, reveal, vault_of
from services.matching.vault import keep as keep_identity
from shared.contracts.communes import CommuneLeft, Offers
from shared.contracts.envelope import Envelope
from shared.contracts.intake import DisclosureAsk, ProposalConfirm
from shared.contracts.matching import (
    Candidate,
    DisclosureRevoked,
    OfferMade,
    OfferWithdrawn,
    ProposalLapsed,
    ProposalOpened,
)
from shared.contracts.reasons import ConsentMeans, DisclosureEnd, Purpose
from shared.contracts.vacancies import Occupation, Pay, Profile
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Transport
from shared.messaging.decisions import LoadedAggregates, TimerFired
from tests.real.house import become_migrated
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
PUNILLA = [
    OfferingCommune(SAN_CARLOS, "San Carlos", ways={NIQUEN: Way(35, "estimated")}),
    OfferingCommune(NIQUEN, "Ñiquén", ways={SAN_CARLOS: Way(35, "estimated")}),
]


@pytest.fixture
async def db(database: str) -> AsyncIterator[asyncpg.Connection]:
    await become_migrated(database, ["matching"])
    connection = await asyncpg.connect(database)
    await connection.execute("SET search_path = matching")
    yield connection
    await connection.close()


async def keep(db: asyncpg.Connection, *aggregates: Any) -> None:
    changed = LoadedAggregates()
    changed.apply(aggregates)
    async with db.transaction():
        await store.save(db, changed)


async def hear(db: asyncpg.Connection, *said: Envelope[Any]) -> list[Any]:
    """A batch as the shell does it; returns the facts."""
    facts: list[Any] = []
    async with db.transaction():
        aggregates = await store.load(db, said)
        for one in said:
            outcome = HANDLERS[type(one.data)](aggregates, one, NOW)
            aggregates.apply(outcome.changed)
            facts += outcome.facts
        await store.save(db, aggregates)
    return facts


async def tick(db: asyncpg.Connection) -> list[Any]:
    due = await store.due(db, NOW + timedelta(days=1), 100)
    return await hear(db, *(envelope(one, f"{one.key}{one.due_at}") for one in due))


async def test_what_is_saved_is_loaded_again(db: asyncpg.Connection) -> None:
    ana = replace(
        seeker(
            "ana", can=SeekerProfile(("9211",), Education.HIGHER, 3, (Licence.B,), (Shift.NIGHTS,), 500_000, 60, *REST)
        ),
        queue_places=(QueuePlace("v1", "o1"),),
        seats=(Seat("v0.1", "v0", "o0", SeatState.ENDED),),
        not_again=frozenset({"v0"}),
        look_at=NOW,
        looked_at=NOW,
        waiting_since=NOW,
        valid_until=NOW,
        pause=Pause(PauseReason.ASKED, NOW),
        version=7,
    )
    guest = seeker("guest", NIQUEN, can=None)
    call = InvitedCall(SAN_CARLOS, 0, True, True, 1)
    vacancy = VacancyCopy("v1", SAN_CARLOS, HARVEST, 2, 3, NOW, False, (call,), NOW, NOW)
    await keep(db, *PUNILLA, vacancy, ana, guest)
    async with db.transaction():
        aggregates = await store.load(db, [envelope(leased("ana"), "1"), envelope(leased("guest", "v2"), "2")])
    assert sorted(aggregates.all(OfferingCommune), key=lambda c: c.commune) == PUNILLA
    assert (aggregates.get(VacancyCopy, "v1"), aggregates.get(Seeker, "ana"), aggregates.get(Seeker, "guest")) == (
        vacancy,
        ana,
        guest,
    )


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
    can = SeekerProfileFields(occupations=(Occupation(code="9211"),))
    await hear(db, envelope(SeekerRegister(commune=SAN_CARLOS, candidate_ref="ana", can=can), "2"))
    assert [refs(offer) for offer in of_kind(await tick(db), OfferMade)] == [["ana"]]


async def test_the_shortlist_is_the_best_of_the_model_in_its_order(db: asyncpg.Connection) -> None:
    chance = random.Random(3)
    people = [seeker(f"s{n:03}", can=somebody(chance), days=chance.choice([0, 1, 3, 40, 200])) for n in range(400)]
    await keep(db, *PUNILLA, *people)
    wanted = [something(chance) for _ in range(60)]
    batch = [posted(f"v{n}", 3, profile) for n, profile in enumerate(wanted)]
    async with db.transaction():
        aggregates = await store.load(db, [envelope(fact, fact.vacancy_id) for fact in batch])
    lengths = set()
    for fact in batch:
        fits = [(one, found) for one in people if isinstance(found := fits_in(one, fact.profile), Fit)]
        best = [one.candidate_ref for one, _ in in_order(fits, fact.vacancy_id, b"")]
        shortlist = aggregates.get(Shortlist, f"{fact.vacancy_id}/{SAN_CARLOS}")
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


def somebody(chance: random.Random) -> SeekerProfile:
    return SeekerProfile(
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


async def test_proposals_and_what_people_allow_are_loaded_as_saved(db: asyncpg.Connection) -> None:
    people = [replace(seeker("ana", NIQUEN), seats=(Seat("v1.1", "v1", "o1", SeatState.HELD),)), seeker("eva", NIQUEN)]
    confirming = replace(PUNILLA[1], offers=Offers.CONFIRMED, answer_hours=4.5)
    vacancy = VacancyCopy("v1", SAN_CARLOS, HARVEST, 2, 3, NOW, calls=(InvitedCall(NIQUEN, 1),))
    candidates = (Candidate(candidate_ref="eva", score=700, minutes=35, provenance="estimated"),)
    proposal = Proposal("p1", "v1", NIQUEN, 1, candidates, True, NOW, NOW + timedelta(hours=8))
    consent = Consent("c1", "ana", NIQUEN, "v1", Purpose.REFERRAL, ConsentMeans.SIGNED, "n-1", NOW, NOW)
    named = ("v1.1", "v1", "Cosecheros", SAN_CARLOS, "ana", NIQUEN, Purpose.REFERRAL, "c1", "sc-1")
    given = Disclosure(*named, NOW, NOW + timedelta(days=1), NOW)
    await keep(db, PUNILLA[0], confirming, vacancy, *people, proposal, consent, given)
    ask = DisclosureAsk(commune=SAN_CARLOS, vacancy_id="v1", lease_id="v1.1", officer="sc-1")
    confirm = ProposalConfirm(commune=NIQUEN, proposal_id="p1", candidate_refs=("eva",))
    async with db.transaction():
        aggregates = await store.load(db, [envelope(ask, "1"), envelope(confirm, "2")])
    found = (
        aggregates.get(Proposal, "p1"),
        aggregates.get(Consent, "c1"),
        aggregates.get(Disclosure, "v1.1"),
        aggregates.get(Seeker, "ana"),
    )
    assert (found, aggregates.get(OfferingCommune, NIQUEN)) == ((proposal, consent, given, people[0]), confirming)
    due = await store.due(db, NOW + timedelta(days=2), 10)
    assert [(one.kind, one.key) for one in due] == [("Proposal", "p1"), ("Disclosure", "v1.1")]
    (offer,) = of_kind(await hear(db, envelope(confirm, "3")), OfferMade)
    assert refs(offer) == ["eva"]
    (gone,) = of_kind(await hear(db, envelope(released("ana"), "4")), DisclosureRevoked)
    assert gone.why is DisclosureEnd.SEAT_RELEASED
    assert [tick.kind for tick in await store.due(db, NOW + timedelta(days=2), 10)] == ["Seeker"]


async def test_a_call_is_proposed_confirmed_and_proposed_anew(db: asyncpg.Connection) -> None:
    await keep(db, PUNILLA[0], replace(PUNILLA[1], offers=Offers.CONFIRMED), *seekers(6, NIQUEN))
    (opened,) = await hear(db, envelope(unfilled(NIQUEN), "1"))
    first = await db.fetchval("SELECT proposal_id FROM proposal")
    assert isinstance(opened, ProposalOpened)
    assert (opened.proposal_id, opened.candidates) == (first, 3)
    kept = ProposalConfirm(commune=NIQUEN, proposal_id=first, candidate_refs=("16303-000",))
    assert [refs(offer) for offer in of_kind(await hear(db, envelope(kept, "2")), OfferMade)] == [["16303-000"]]
    await db.execute("UPDATE vacancy SET look_at = $1", NOW)
    assert [type(fact) for fact in await tick(db)] == [ProposalOpened]
    second = await db.fetchval("SELECT candidates FROM proposal WHERE state = 'open'")
    assert "16303-003" in second
    assert "16303-001" not in second  # left out by the officer
    assert [type(fact) for fact in await hear(db, envelope(closed(), "3"))] == [ProposalLapsed]
    assert await db.fetchval("SELECT count(*) FROM proposal WHERE state = 'open'") == 0


async def test_who_is_paid_by_the_fund_is_proposed_and_their_refusal_kept(db: asyncpg.Connection) -> None:
    await keep(db, *PUNILLA, seeker("ana", NIQUEN), seeker("eva", NIQUEN))
    note = InsuranceNote(commune=NIQUEN, candidate_ref="ana", beneficiary=True, last_pay=900_000)
    await hear(db, envelope(note, "1"))
    (offer,) = of_kind(await hear(db, envelope(unfilled(NIQUEN), "2")), OfferMade)
    assert refs(offer) == ["eva"]
    asked = {"commune": NIQUEN, "candidate_ref": "ana", "vacancy_id": "v1"}
    refused = RefusalRecord(**asked, cause=RefusalCause.NONE, officer="n-1", far_minutes=30)
    assert await hear(db, envelope(refused, "3")) == []
    (one,) = await db.fetch("SELECT * FROM refusal")
    assert (one["cause"], one["noted"], one["minutes"]) == ("none", ["far_from_home"], 35)
    assert await db.fetchval("SELECT not_again FROM seeker WHERE candidate_ref = 'ana'") == ["v1"]


async def test_who_is_erased_is_gone_with_their_key(db: asyncpg.Connection) -> None:
    vault = vault_of(base64.b64encode(bytes(32)).decode())
    await keep(db, *PUNILLA, seeker("ana"))
    await keep_identity(db, "ana", StatedIdentity(vault, Identity(name="Ana")))
    await hear(db, envelope(SeekerDeregister(commune=SAN_CARLOS, candidate_ref="ana", erase=True), "1"))
    assert await reveal(db, vault, "ana") is None
    assert await db.fetchval("SELECT count(*) FROM identity_key") == 0


async def test_a_tick_names_what_is_due_and_nothing_else(db: asyncpg.Connection) -> None:
    later = NOW + timedelta(hours=1)
    vacancy = VacancyCopy("v1", SAN_CARLOS, HARVEST, 1, 1, datetime(2026, 1, 1, tzinfo=UTC))
    await keep(db, replace(vacancy, look_at=NOW), replace(seeker("ana"), look_at=later))
    assert await store.due(db, NOW, 10) == [TimerFired("VacancyCopy", "v1", NOW)]
    assert [one.kind for one in await store.due(db, later, 10)] == ["VacancyCopy", "Seeker"]


async def test_who_needs_no_officer_does_not_wait_for_those_who_do(db: asyncpg.Connection) -> None:
    """Thirty who have waited longer are paid by the seguro de cesantía; two behind them are offered at once."""
    paid = [replace(one, registered_at=NOW - timedelta(days=80)) for one in seekers(30, NIQUEN)]
    noted = [Insurance(one.candidate_ref, NIQUEN, True, None, NOW) for one in paid]
    await keep(db, *PUNILLA, *paid, *noted, seeker("ana", NIQUEN), seeker("eva", NIQUEN))
    (offer,) = of_kind(await hear(db, envelope(unfilled(NIQUEN), "1")), OfferMade)
    assert set(refs(offer)) == {"ana", "eva"}
    assert await db.fetchval("SELECT jsonb_array_length(candidates) FROM proposal") == 3
