"""Every check refuses the books that break its promise, and takes those that keep it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from deploy.chaos import checks
from deploy.chaos.asking import Asked, HttpAsked, IntakeAsked, Sent
from deploy.chaos.books import Books, Published, Written
from deploy.chaos.linearizable import Operation
from deploy.chaos.seats import PLACE, oversold
from shared.contracts.intake import SeatRelease, VacancyPost
from shared.contracts.reasons import ReleaseReason
from shared.contracts.replies import RequestAccepted
from shared.contracts.vacancies import SeatLeased, SeatReleased
from shared.http.idempotency import id_of

CUT, SECRET = "16301", b"secret"


def said(identity: str, value: bytes = b"{}", key: str = "v", offset: int = 0, topic: str = "vacancies") -> Published:
    return Published(topic, 0, offset, key, identity, "cl.mesa.bus.pulse.v1", value)


def kept(identity: str, position: int, value: bytes = b"{}", key: str = "v", topic: str = "vacancies") -> Written:
    return Written("vacancies", position, identity, topic, "cl.mesa.bus.pulse.v1", key, value)


def books(
    published: Sequence[Published] = (),
    written: Sequence[Written] = (),
    answered: Sequence[tuple[str, str, str]] = (),
    folios: dict[str, str] | None = None,
) -> Books:
    return Books(published, written, frozenset(answered), folios or {}, {"vacancies": SECRET})


def reply(identity: str, offset: int = 0, **result: str) -> Published:
    fact = RequestAccepted(request_id=identity, request_type=VacancyPost.WIRE, commune=CUT, result=result)
    value = fact.model_dump_json().encode()
    return Published(f"replies.{CUT}", 0, offset, identity, f"reply-{identity}", RequestAccepted.WIRE, value)


def posted(key: str, *answers: tuple[int, bytes]) -> HttpAsked:
    sent = [Sent(n, "there", n + 0.5, status, body) for n, (status, body) in enumerate(answers)]
    return HttpAsked(key, VacancyPost.WIRE, CUT, "vacancies", sent)


def by_intake(identity: str, status: int | None = 202) -> IntakeAsked:
    return IntakeAsked(identity, VacancyPost.WIRE, CUT, "vacancies", [Sent(0, "kafka", 1, status)])


def test_a_request_without_an_answer_is_found() -> None:
    fine: list[Asked] = [posted("a", (503, b""), (201, b"{}")), by_intake("b")]
    assert checks.answered(fine, books([reply("b")])).holds
    assert checks.answered([posted("a", (503, b""))], books()).wrong == 1
    assert checks.answered([by_intake("b")], books()).wrong == 1
    assert checks.answered([by_intake("b", None)], books([reply("b")])).wrong == 1


def test_a_repeat_with_other_bytes_is_found() -> None:
    assert checks.same_bytes([posted("a", (201, b"x"), (503, b"later"), (201, b"x"))]).holds
    assert checks.same_bytes([posted("a", (201, b"x"), (201, b"y"))]).wrong == 1
    assert checks.same_bytes([posted("a", (409, b"x"), (201, b"x"))]).wrong == 1


def test_a_fault_of_ours_is_found() -> None:
    assert checks.no_fault_of_ours([posted("a", (503, b""), (422, b""))]).holds
    assert checks.no_fault_of_ours([posted("a", (500, b"failed"))]).wrong == 1


def test_two_answers_and_an_answer_that_is_not_kept_are_found() -> None:
    identity = id_of(SECRET, CUT, "a")
    one = [posted("a", (201, b"{}"))]
    assert checks.answered_once(one, books([reply("b"), reply("b", 1)], answered=[("vacancies", CUT, identity)])).holds
    assert checks.answered_once(one, books()).wrong == 1
    assert checks.answered_once([], books([reply("b", vacancy_id="x"), reply("b", 1, vacancy_id="y")])).wrong == 1


@pytest.mark.parametrize(
    ("told", "folios", "wrong"),
    [
        ([("v1", "SC-2026-0001")], {"v1": "SC-2026-0001"}, 0),
        ([("v1", "SC-2026-0001"), ("v1", "SC-2026-0001")], {"v1": "SC-2026-0001"}, 1),
        ([("v1", "SC-2026-0001")], {}, 1),
        ([("v1", "SC-2026-0002")], {"v1": "SC-2026-0001"}, 1),
        ([], {"v1": "SC-2026-0001"}, 1),
    ],
    ids=["right", "one told twice", "one that is not there", "another folio", "nobody asked"],
)
def test_each_post_makes_one_vacancy(told: list[tuple[str, str]], folios: dict[str, str], wrong: int) -> None:
    answers = [json.dumps({"vacancy_id": one, "folio": folio}).encode() for one, folio in told]
    asked = [posted(str(n), (201, answer)) for n, answer in enumerate(answers)]
    assert checks.one_vacancy_a_post(asked, books(folios=folios)).wrong == wrong


def test_a_folio_given_twice_is_found() -> None:
    assert checks.folios(books(folios={"v1": "SC-2026-0001", "v2": "SC-2026-0002"})).holds
    assert checks.folios(books(folios={"v1": "SC-2026-0001", "v2": "SC-2026-0001"})).wrong == 1
    once_said = [said("a", b'{"folio": "SC-2026-0001"}', key="v9")]
    assert checks.folios(books(once_said, folios={"v1": "SC-2026-0001"})).wrong == 1


def test_an_id_that_means_two_facts_is_found() -> None:
    assert checks.fact_ids(books([said("a"), said("a", offset=1)], [kept("a", 1)])).holds
    assert checks.fact_ids(books([said("a"), said("a", b"other", offset=1)])).wrong == 1
    assert checks.fact_ids(books([said("a")], [kept("a", 1, b"other")])).wrong == 1


def test_a_fact_that_is_missing_or_that_nobody_wrote_is_found() -> None:
    both = books([said("a")], [kept("a", 1)])
    assert checks.nothing_missing(both).holds
    assert checks.nothing_invented(both).holds
    assert checks.nothing_missing(books([said("a")], [kept("a", 1), kept("b", 2)])).wrong == 1
    assert checks.nothing_missing(books([said("a", topic="offers")], [kept("a", 1)])).wrong == 1
    assert checks.nothing_invented(books([said("a"), said("b", offset=1)], [kept("a", 1)])).wrong == 1


def test_an_order_that_is_not_the_outboxs_is_found() -> None:
    written = [kept("a", 1), kept("b", 2), kept("x", 3, key="w"), kept("c", 4)]
    right = [said("a"), said("b", offset=1), said("a", offset=2), said("b", offset=3), said("c", offset=4)]
    assert checks.order(books([*right, said("x", key="w", offset=5)], written)).holds
    assert checks.order(books([said("b"), said("a", offset=1)], written)).wrong == 1


def leased(lease: str, seat: int, fence: int) -> SeatLeased:
    return SeatLeased(
        vacancy_id="v",
        commune=CUT,
        lease_id=lease,
        fence=fence,
        seat=seat,
        candidate_ref=f"person-of-{lease}",
        candidate_commune=CUT,
        title="Temporera",
        offer_id="o",
        expires_at=datetime(2026, 1, 12, tzinfo=UTC),
    )


def released(lease: str, seat: int, fence: int) -> SeatReleased:
    given = leased(lease, seat, fence).model_dump(exclude={"expires_at", "because", "offer_id"})
    return SeatReleased(**given, why=ReleaseReason.NO_TRANSPORT)


def test_a_seat_given_over_somebodys_head_is_found() -> None:
    fine = [leased("a", 1, 1), leased("b", 2, 2), released("a", 1, 1), leased("c", 1, 3)]
    assert oversold(fine) == []
    assert len(oversold([leased("a", 1, 1), leased("b", 1, 2)])) == 1
    assert len(oversold([leased("a", 1, 1), leased("b", 2, 3)])) == 1
    assert len(oversold([released("a", 1, 1)])) == 1


def test_claims_that_no_order_explains_are_named() -> None:
    twice = [Operation(0, 5, (PLACE, "a"), True), Operation(1, 4, (PLACE, "a"), True)]
    found = checks.linearizable({"v": twice, "w": twice[:1]})
    assert (found.looked_at, found.wrong) == (3, 1)
    assert "v: ('place', 'a')" in found.first[0]


def test_a_request_by_http_leaves_out_of_the_body_what_its_path_names() -> None:
    from deploy.chaos.asking import by_http

    request = SeatRelease(commune=CUT, vacancy_id="v", lease_id="l", fence=2, why=ReleaseReason.NO_TRANSPORT)
    asked = by_http(request, "key")
    assert asked.path == "/v1/vacancies/v/leases/l/release"
    assert asked.body == {"commune": CUT, "fence": 2, "why": "no_transport"}
