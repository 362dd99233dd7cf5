"""Who is told what: true, once, and nobody of whom the fact does not speak."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.notices.handlers import HANDLERS
from services.notifications.notices.model import Notice
from services.notifications.notices.texts.words import FIELDS, changed
from shared.contracts.communes import CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.intake.vacancy import Amendment
from shared.contracts.matching import Candidate, DisclosureGiven, DisclosureRevoked, OfferDeclined, OfferMade
from shared.contracts.notices import NoticeAbandoned, NoticeDelivered
from shared.contracts.reasons import DeclineReason, DisclosureEnd, Purpose, UnfilledReason
from shared.contracts.vacancies import Profile, SeatLeased, VacancyPosted, VacancyUnfilled
from shared.messaging.decisions import LoadedAggregates
from shared.territory import commune, names_of
from shared.text import count, when

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
SAN_CARLOS, NIQUEN, SAN_FABIAN, COIHUECO = "16301", "16303", "16304", "16302"
TABLE = (SAN_CARLOS, NIQUEN, SAN_FABIAN, COIHUECO)
HARVEST = Profile(title="Cosecha de arándanos", employer="Agrícola Los Robles")


class Board:
    """The core with a memory."""

    def __init__(self, *communes: str) -> None:
        self.work, self.n = LoadedAggregates(), 0
        for cut in communes:
            self.handles(CommuneJoined(commune=cut, name=commune(cut).name))

    def handles(self, fact: Fact, identity: str = "") -> tuple[Fact, ...]:
        self.n += 1
        one = identity or f"m{self.n}"
        said: Envelope[Any] = Envelope(one, "/test", fact.WIRE, NOW, fact.subject, one, None, None, fact)
        outcome = HANDLERS[type(fact)](self.work, said, NOW)
        self.work.apply(outcome.changed)
        return outcome.facts

    def about(self, identity: str) -> dict[str, str]:
        """Commune → text of the notices about one message."""
        return {n.commune: n.text for n in self.work.all(Notice) if n.about == identity}


def unfilled(*invited: str, silent: tuple[str, ...] = ()) -> VacancyUnfilled:
    return VacancyUnfilled(
        vacancy_id="v1",
        commune=SAN_CARLOS,
        tier=1,
        invited=invited,
        silent=silent,
        exhausted=not invited,
        seats_left=22,
        reason=UnfilledReason.WINDOW_OVER,
        answer_by=datetime(2026, 1, 13, 19, tzinfo=UTC) if invited else None,
        profile=HARVEST,
        valid_through=NOW + timedelta(days=30),
    )


def test_who_is_called_reads_what_is_asked_and_until_when() -> None:
    board = Board(*TABLE)
    board.handles(unfilled(NIQUEN, SAN_FABIAN), "call")
    told = board.about("call")
    assert set(told) == {SAN_CARLOS, NIQUEN, SAN_FABIAN}
    assert told[NIQUEN] == (
        "San Carlos pide ayuda con 22 cupos de «Cosecha de arándanos». Pueden ofrecer candidatos hasta el "
        "martes 13 de enero a las 16:00. Motivo: Se cumplió el plazo local y quedan cupos por llenar."
    )
    assert "Ñiquén y San Fabián" in told[SAN_CARLOS]


def test_at_the_end_of_the_network_only_the_home_is_told_and_the_silence_is_named() -> None:
    board = Board(*TABLE)
    board.handles(unfilled(silent=(COIHUECO,)), "end")
    assert set(board.about("end")) == {SAN_CARLOS}
    assert "no respondió a tiempo: Coihueco" in board.about("end")[SAN_CARLOS]


@given(st.lists(st.sampled_from(TABLE[1:]), unique=True), st.lists(st.sampled_from(TABLE[1:]), unique=True))
def test_a_notice_never_names_a_commune_that_the_fact_does_not(invited: list[str], silent: list[str]) -> None:
    board = Board(*TABLE)
    board.handles(unfilled(*invited, silent=tuple(silent)), "call")
    told = board.about("call")
    assert set(told) == {SAN_CARLOS, *invited}
    for text in told.values():
        for cut in set(TABLE) - {SAN_CARLOS, *invited, *silent}:
            assert commune(cut).name not in text


def test_the_same_fact_twice_tells_nobody_twice() -> None:
    board = Board(*TABLE)
    first, again = board.handles(unfilled(NIQUEN), "call"), board.handles(unfilled(NIQUEN), "call")
    assert first == again
    assert len([n for n in board.work.all(Notice) if n.about == "call"]) == 2


def test_a_seat_for_a_neighbour_is_told_to_both_without_naming_the_person() -> None:
    board = Board(*TABLE)
    leased = SeatLeased(
        vacancy_id="v1",
        commune=SAN_CARLOS,
        lease_id="v1.1",
        fence=1,
        seat=1,
        candidate_ref="c-secret",
        candidate_commune=NIQUEN,
        title="Cosecha de arándanos",
        offer_id="o1",
        expires_at=NOW,
    )
    board.handles(leased, "seat")
    told = board.about("seat")
    assert set(told) == {SAN_CARLOS, NIQUEN}
    assert not any("c-secret" in text for text in told.values())


def test_answers_are_told_to_the_home_once_its_vacancy_is_known() -> None:
    board = Board(*TABLE)
    offer = OfferMade(
        offer_id="o", vacancy_id="v1", commune=NIQUEN, tier=1, candidates=(Candidate(candidate_ref="a", score=1),)
    )
    no = OfferDeclined(
        offer_id="p", vacancy_id="v1", commune=COIHUECO, tier=1, reasons=(DeclineReason.DISTANCE, DeclineReason.SHIFT)
    )
    posted = VacancyPosted(
        vacancy_id="v1", commune=SAN_CARLOS, seats=3, profile=HARVEST, local_until=NOW, valid_through=NOW
    )
    board.handles(posted)
    board.handles(offer, "yes")
    board.handles(no, "no")
    assert board.about("yes") == {SAN_CARLOS: "Ñiquén ofrece 1 persona para «Cosecha de arándanos»."}
    assert DeclineReason.SHIFT.text in board.about("no")[SAN_CARLOS]


def test_who_has_left_is_not_told_and_that_is_said() -> None:
    board = Board(*TABLE)
    board.handles(CommuneLeft(commune=NIQUEN, name="Ñiquén"))
    facts = board.handles(unfilled(NIQUEN), "call")
    kinds = {getattr(fact, "commune", ""): type(fact) for fact in facts}
    assert kinds == {NIQUEN: NoticeAbandoned, SAN_CARLOS: NoticeDelivered}


def test_spanish_as_it_is_written() -> None:
    assert when(datetime(2026, 1, 13, 19, tzinfo=UTC)) == "martes 13 de enero a las 16:00"
    assert (count(1, "cupo", "cupos"), count(2, "cupo", "cupos")) == ("1 cupo", "2 cupos")
    assert names_of(("16302", "16304", "16303")) == "Coihueco, San Fabián y Ñiquén"
    assert names_of(("16303", "01101")) == "Ñiquén e Iquique"


DISCLOSED = {
    "lease_id": "v1.1",
    "vacancy_id": "v1",
    "title": HARVEST.title,
    "commune": SAN_CARLOS,
    "candidate_ref": "c-1",
    "candidate_commune": NIQUEN,
    "purpose": Purpose.REFERRAL,
    "consent_id": "k-1",
}


def test_the_office_of_the_person_hears_that_their_identity_was_given_and_to_whom() -> None:
    board = Board(*TABLE)
    board.handles(DisclosureGiven(**DISCLOSED, expires_at=datetime(2026, 2, 11, 12, tzinfo=UTC)), "given")
    told = board.about("given")
    assert set(told) == {NIQUEN}
    assert "OMIL de San Carlos" in told[NIQUEN]
    assert "Hasta el miércoles 11 de febrero" in told[NIQUEN]


def test_who_holds_an_identity_hears_that_it_is_taken_back_and_why() -> None:
    board = Board(*TABLE)
    board.handles(DisclosureRevoked(**DISCLOSED, why=DisclosureEnd.CONSENT_REVOKED), "back")
    told = board.about("back")
    assert set(told) == {SAN_CARLOS, NIQUEN}
    assert told[SAN_CARLOS].startswith("Borre los datos")
    assert "La persona retiró su consentimiento" in told[SAN_CARLOS]
    assert not any("c-1" in text for text in told.values())


def test_an_office_that_refers_its_own_person_is_told_once() -> None:
    board = Board(*TABLE)
    own = DISCLOSED | {"candidate_commune": SAN_CARLOS}
    board.handles(DisclosureRevoked(**own, why=DisclosureEnd.TIME_OVER), "back")
    assert set(board.about("back")) == {SAN_CARLOS}


def test_what_can_be_amended_has_a_word_that_people_say() -> None:
    assert set(FIELDS) == set(Amendment.model_fields)
    assert changed(("pay", "seats", "activity")) == "el sueldo, los cupos y el rubro"
