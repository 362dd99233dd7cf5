"""An identity is given once, to who refers, with a yes that was recorded; taken back, whoever holds it hears of it."""

from datetime import timedelta

import pytest

from services.matching.model.disclosure import HELD_FOR, Consent, Disclosure, Erasure
from services.matching.requests import DisclosureErased, IdentityRead, SeekerDeregister
from shared.contracts.communes import CommuneLeft, Contact, Mode
from shared.contracts.intake import ConsentRecord, ConsentRevoke, DisclosureAsk
from shared.contracts.matching import DisclosureGiven, DisclosureRevoked
from shared.contracts.reasons import ConsentMeans, DisclosureEnd, Purpose
from shared.contracts.registry import topic_name
from shared.contracts.replies import DisclosureAsked
from shared.messaging.decisions import Rejected, TimerFired
from tests.unit.services.matching.mothers import (
    COIHUECO,
    NIQUEN,
    NOW,
    SAN_CARLOS,
    Matching,
    closed,
    envelope,
    joined,
    leased,
    of_kind,
    posted,
    released,
    seeker,
    table,
)

LEASE = "v1.1"
LATER = NOW + timedelta(hours=1)


def seated() -> Matching:
    """Ana of Ñiquén holds a seat in a vacancy of San Carlos."""
    matching = table(seeker("ana", NIQUEN))
    matching.handles(posted())
    matching.handles(leased("ana", commune=NIQUEN))
    return matching


def yes(days: int = 10, purpose: Purpose = Purpose.REFERRAL, commune: str = NIQUEN, ref: str = "ana") -> ConsentRecord:
    return ConsentRecord(
        commune=commune,
        candidate_ref=ref,
        officer="niquen-1",
        vacancy_id="v1",
        purpose=purpose,
        means=ConsentMeans.SIGNED,
        days=days,
    )


def no(matching: Matching) -> ConsentRevoke:
    consent = max(matching.aggregates.all(Consent), key=lambda one: one.recorded_at)
    return ConsentRevoke(commune=NIQUEN, candidate_ref="ana", officer="niquen-1", consent_id=consent.consent_id)


def reading(commune: str = SAN_CARLOS, purpose: Purpose = Purpose.REFERRAL, lease: str = LEASE) -> IdentityRead:
    return IdentityRead(commune=commune, vacancy_id="v1", lease_id=lease, officer="sc-7", purpose=purpose)


def given() -> Matching:
    matching = seated()
    matching.handles(yes())
    matching.handles(reading())
    return matching


def held(matching: Matching) -> Disclosure:
    found = matching.aggregates.get(Disclosure, LEASE)
    assert found is not None
    return found


def test_with_a_yes_it_is_given_to_the_home_office_of_the_vacancy() -> None:
    matching = seated()
    assert matching.handles(yes(days=10)) == ()
    (fact,) = of_kind(matching.handles(reading(), LATER), DisclosureGiven)
    assert (fact.commune, fact.candidate_commune, fact.candidate_ref) == (SAN_CARLOS, NIQUEN, "ana")
    assert (fact.purpose, fact.expires_at) == (Purpose.REFERRAL, NOW + timedelta(days=10))
    assert matching.result == {
        "candidate_ref": "ana",
        "given_at": LATER.isoformat(),
        "expires_at": fact.expires_at.isoformat(),
    }
    assert (held(matching).officer, held(matching).given_at) == ("sc-7", LATER)


def test_without_a_yes_it_is_not_given() -> None:
    with pytest.raises(Rejected, match="no_consent"):
        seated().handles(reading())


def test_a_yes_covers_its_purpose_its_vacancy_and_its_time() -> None:
    matching = seated()
    matching.handles(posted("v2"))
    matching.handles(yes(purpose=Purpose.INTERVIEW))
    matching.handles(yes().model_copy(update={"vacancy_id": "v2"}))
    matching.handles(yes(days=1))
    with pytest.raises(Rejected, match="no_consent"):
        matching.handles(reading(), NOW + timedelta(days=1))
    assert of_kind(matching.handles(reading(), NOW + timedelta(hours=23)), DisclosureGiven)


def test_a_second_time_it_is_not_given_and_the_answer_says_when_it_was() -> None:
    with pytest.raises(Rejected, match="stale_disclosure") as again:
        given().handles(reading())
    assert again.value.faults[0].text == "La identidad ya se entregó el 12-01-2026 a las 09:00; se entrega una sola vez"


def test_only_the_commune_of_the_vacancy_refers() -> None:
    matching = seated()
    matching.handles(yes())
    with pytest.raises(Rejected, match="not_your_vacancy"):
        matching.handles(reading(commune=NIQUEN))


def test_only_who_holds_the_seat_now_is_disclosed() -> None:
    matching = seated()
    matching.handles(yes())
    with pytest.raises(Rejected, match="unknown_lease"):
        matching.handles(reading(lease="v1.9"))
    matching.handles(released("ana"))
    with pytest.raises(Rejected, match="gone_lease"):
        matching.handles(reading())


def test_by_the_bus_it_gets_leave_and_no_identity_and_the_reading_uses_it() -> None:
    matching = seated()
    matching.handles(yes())
    ask = DisclosureAsk(commune=SAN_CARLOS, vacancy_id="v1", lease_id=LEASE, officer="sc-1")
    assert matching.handles(ask) == ()
    assert set(matching.result) == {"lease_id", "expires_at"}
    permitted = held(matching)
    assert permitted.given_at is None
    assert matching.handles(ask, LATER) == ()
    assert held(matching) == permitted
    assert of_kind(matching.handles(reading(), LATER), DisclosureGiven)


def test_a_yes_taken_back_reaches_who_holds_the_identity() -> None:
    matching = given()
    (fact,) = of_kind(matching.handles(no(matching), LATER), DisclosureRevoked)
    assert (fact.commune, fact.lease_id, fact.why) == (SAN_CARLOS, LEASE, DisclosureEnd.CONSENT_REVOKED)
    assert matching.result["told"] == "1"
    with pytest.raises(Rejected, match="gone_disclosure"):
        matching.handles(reading(), LATER)
    with pytest.raises(Rejected, match="stale_consent"):
        matching.handles(no(matching), LATER)


def test_leave_that_was_not_used_ends_without_a_word_and_a_new_yes_gives_it_again() -> None:
    matching = seated()
    matching.handles(yes())
    matching.handles(DisclosureAsk(commune=SAN_CARLOS, vacancy_id="v1", lease_id=LEASE, officer="sc-1"))
    assert matching.handles(no(matching), LATER) == ()
    with pytest.raises(Rejected, match="no_consent"):
        matching.handles(reading(), LATER)
    matching.handles(yes(), LATER)
    assert of_kind(matching.handles(reading(), LATER), DisclosureGiven)


def test_a_seat_given_back_ends_what_was_given_for_it() -> None:
    (fact,) = of_kind(given().handles(released("ana")), DisclosureRevoked)
    assert fact.why is DisclosureEnd.SEAT_RELEASED


def test_its_time_ends_it_once() -> None:
    matching = seated()
    matching.handles(yes(days=180))
    matching.handles(reading())
    assert held(matching).due_at == NOW + HELD_FOR
    tick = TimerFired("Disclosure", LEASE, NOW + HELD_FOR)
    assert matching.handles(tick, NOW) == ()
    (fact,) = of_kind(matching.handles(tick, NOW + HELD_FOR), DisclosureRevoked)
    assert fact.why is DisclosureEnd.TIME_OVER
    assert matching.handles(tick, NOW + HELD_FOR) == ()
    assert held(matching).due_at is None


def test_who_asks_to_be_erased_takes_every_yes_back() -> None:
    matching = given()
    facts = matching.handles(SeekerDeregister(commune=NIQUEN, candidate_ref="ana", erase=True))
    assert [fact.why for fact in of_kind(facts, DisclosureRevoked)] == [DisclosureEnd.IDENTITY_ERASED]
    assert all(one.revoked_at for one in matching.aggregates.all(Consent))
    assert matching.aggregates.get(Erasure, "ana")


def test_who_only_leaves_is_not_erased_and_can_be_later() -> None:
    matching = given()
    assert of_kind(matching.handles(SeekerDeregister(commune=NIQUEN, candidate_ref="ana")), DisclosureRevoked) == []
    assert matching.aggregates.get(Erasure, "ana") is None
    matching.handles(SeekerDeregister(commune=NIQUEN, candidate_ref="ana", erase=True))
    assert matching.aggregates.get(Erasure, "ana")


def test_the_office_that_held_it_says_that_it_has_erased_it() -> None:
    matching = given()
    erased = DisclosureErased(commune=SAN_CARLOS, vacancy_id="v1", lease_id=LEASE)
    with pytest.raises(Rejected, match="not_your_disclosure"):
        matching.handles(erased.model_copy(update={"commune": NIQUEN}))
    matching.handles(erased, LATER)
    matching.handles(erased, LATER + timedelta(hours=1))
    assert held(matching).erased_at == LATER


def test_a_yes_is_recorded_by_the_office_of_the_person_for_what_is_open() -> None:
    matching = seated()
    with pytest.raises(Rejected, match="not_your_seeker"):
        matching.handles(yes(commune=SAN_CARLOS))
    with pytest.raises(Rejected, match="unknown_seeker"):
        matching.handles(yes(ref="nobody"))
    with pytest.raises(Rejected, match="unknown_vacancy"):
        matching.handles(yes().model_copy(update={"vacancy_id": "v9"}))
    matching.handles(closed())
    with pytest.raises(Rejected, match="stale_vacancy"):
        matching.handles(yes())


OFFICE = Contact(office="OMIL de Coihueco", telephone="+56422000000", email="omil@example.cl", hours="de 8:30 a 14:00")
HOME = Contact(office="OMIL de San Carlos", telephone="+56422000001", email="sc@example.cl", hours="de 9:00 a 13:00")
ASK = DisclosureAsk(commune=SAN_CARLOS, vacancy_id="v1", lease_id=LEASE, officer="sc-7")


def seated_from_outside(mode: Mode = Mode.EXTERNAL) -> Matching:
    """Somebody of Coihueco, whom only its own system knows, holds a seat in a vacancy of San Carlos."""
    matching = table(seeker("theirs", COIHUECO, can=None))
    for commune, contact, how in ((COIHUECO, OFFICE, mode), (SAN_CARLOS, HOME, Mode.HOSTED)):
        matching.handles(joined(commune, how).model_copy(update={"contact": contact}))
    matching.handles(posted())
    matching.handles(leased("theirs", commune=COIHUECO))
    return matching


@pytest.mark.parametrize("ask", [ASK, reading()], ids=["by intake", "over HTTP"])
def test_whom_we_know_by_pseudonym_alone_is_asked_for_where_they_are_registered(ask: DisclosureAsk) -> None:
    matching = seated_from_outside()
    (told,) = matching.handles(ask)
    assert isinstance(told, DisclosureAsked)
    assert topic_name(told) == f"replies.{COIHUECO}"
    assert (told.commune, told.asked_by, told.officer) == (COIHUECO, SAN_CARLOS, "sc-7")
    assert (told.vacancy_id, told.lease_id, told.candidate_ref, told.contact) == ("v1", LEASE, "theirs", HOME)
    assert (
        matching.result.items()
        >= {"passed_on_to": COIHUECO, "reference": told.reference, **OFFICE.model_dump()}.items()
    )
    assert matching.result["text"].endswith(f"con la referencia {told.reference}. Dónde preguntar: {OFFICE.text}")
    assert matching.aggregates.get(Disclosure, LEASE) is None, "nothing was given"


def test_the_same_request_again_has_the_same_reference_and_another_one_has_its_own() -> None:
    matching = seated_from_outside()
    asked = [envelope(ASK, one) for one in ("a", "a", "b")]
    first, same, other = (told.reference for one in asked for told in of_kind(matching.says(one), DisclosureAsked))
    assert first == same != other


def test_a_commune_without_a_system_is_passed_nothing_and_the_answer_says_where_to_ask() -> None:
    gone = seated_from_outside()
    gone.handles(CommuneLeft(commune=COIHUECO, name="Coihueco"))
    for matching in (gone, seated_from_outside(Mode.HOSTED)):
        with pytest.raises(Rejected, match="identity_elsewhere") as refused:
            matching.handles(ASK)
        assert OFFICE.text in refused.value.faults[0].text


def test_what_is_passed_on_is_asked_by_who_refers_while_the_seat_is_held() -> None:
    matching = seated_from_outside()
    with pytest.raises(Rejected, match="not_your_vacancy"):
        matching.handles(reading(commune=NIQUEN))
    matching.handles(released("theirs"))
    with pytest.raises(Rejected, match="gone_lease"):
        matching.handles(ASK)


def test_a_yes_of_whom_only_another_system_knows_is_recorded_there() -> None:
    with pytest.raises(Rejected, match="identity_elsewhere"):
        seated_from_outside().handles(yes(commune=COIHUECO, ref="theirs"))
