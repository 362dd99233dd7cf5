"""What holds of every vacancy, whatever is offered, released, amended or repeated, in whatever order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.vacancies.model.placements import credit
from services.vacancies.model.policy import Policy
from services.vacancies.model.vacancy import LeaseState
from shared.contracts.intake import PlacementDeclare, SeatRelease, VacancyAmend
from shared.contracts.matching import Candidate, OfferMade
from shared.contracts.reasons import ReleaseReason
from shared.messaging.decisions import Rejected
from tests.unit.services.vacancies.mothers import NIQUEN, SAN_CARLOS, SAN_FABIAN, VacanciesInMemory

COMMUNES = st.sampled_from((SAN_CARLOS, NIQUEN, SAN_FABIAN))
REFS = st.lists(st.integers(1, 12).map("p{}".format), min_size=1, max_size=5, unique=True)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("offer"), COMMUNES, REFS),
        st.tuples(st.just("release"), st.integers(0, 9), st.just(())),
        st.tuples(st.just("place"), st.integers(0, 9), st.just(())),
        st.tuples(st.just("amend"), st.integers(1, 9), st.just(())),
        st.tuples(st.just("wait"), st.integers(1, 60), st.just(())),
    ),
    max_size=25,
)


def _do(mesa: VacanciesInMemory, vacancy: str, step: tuple[str, object, object]) -> None:
    kind, one, refs = step
    leases = mesa.vacancy(vacancy).leases
    lease = leases[int(str(one)) % len(leases)] if leases and kind in ("release", "place") else None
    match kind:
        case "offer":
            mesa.offers(vacancy, str(one), *map(str, refs))  # type: ignore[call-overload]
        case "amend":
            mesa.handles(VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, seats=int(str(one))))
        case "wait":
            mesa.later(hours=int(str(one)))
        case "release" if lease:
            why = ReleaseReason.EMPLOYER_REFUSED
            asked = {"commune": SAN_CARLOS, "vacancy_id": vacancy, "lease_id": lease.lease_id, "fence": lease.fence}
            mesa.handles(SeatRelease.model_validate({**asked, "why": why}))
        case "place" if lease:
            asked = {"commune": SAN_CARLOS, "vacancy_id": vacancy, "lease_id": lease.lease_id, "fence": lease.fence}
            mesa.handles(PlacementDeclare.model_validate(asked))


@given(st.integers(1, 5), STEPS)
@settings(max_examples=settings().max_examples * 3 // 2)
def test_no_seat_is_sold_twice_and_nobody_sits_twice(seats: int, steps: list[tuple[str, object, object]]) -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN)
    vacancy = mesa.posts(seats=seats)
    for step in steps:
        try:
            _do(mesa, vacancy, step)
        except Rejected:
            continue
        now = mesa.vacancy(vacancy)
        taken = [x for x in now.leases if x.takes_seat]
        assert now.placed + sum(x.state is LeaseState.HELD for x in taken) + now.open_seats == now.seats
        assert now.open_seats >= 0
        assert len({x.seat for x in taken}) == len({x.candidate_ref for x in taken}) == len(taken)
        assert [x.fence for x in now.leases] == list(range(1, len(now.leases) + 1))
        assert now.due_at is None or now.due_at > mesa.now


@given(st.permutations(range(6)), st.permutations((NIQUEN, SAN_FABIAN)), st.integers(1, 5))
def test_the_order_of_offers_does_not_matter(people: list[int], communes: list[str], seats: int) -> None:
    scores = {f"p{n}": score for n, score in enumerate((700, 700, 500, 900, 300, 650))}
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN, SAN_FABIAN)
    vacancy = mesa.posts(seats=seats)
    mesa.later(days=2)
    for commune in communes:
        theirs = [f"p{n}" for n in people if (n % 2 == 0) == (commune == NIQUEN)]
        mesa.n += 1
        mesa.handles(
            OfferMade(
                offer_id=f"of-{commune}",
                vacancy_id=vacancy,
                commune=commune,
                tier=1,
                candidates=tuple(Candidate(candidate_ref=ref, score=scores[ref], minutes=10) for ref in theirs),
            )
        )
    best = sorted(scores, key=lambda ref: (-scores[ref], ref))[:seats]
    assert [x.candidate_ref for x in mesa.vacancy(vacancy).leases] == best


@given(
    st.sampled_from(("16301", "16303", "07301")),
    st.sampled_from(("16301", "16303", "07301")),
    st.sampled_from((None, "16301", "16303", "07301")),
    st.tuples(*[st.integers(0, 5000)] * 3),
)
def test_credit_sums_to_a_thousand(home: str, finder: str, host: str | None, weights: tuple[int, int, int]) -> None:
    origin, found, hosted = weights
    policy = Policy(credit_origin=origin, credit_finder=found, credit_host=hosted)
    shares = credit(home, finder, host, policy)
    assert sum(shares.values()) == 1000
    assert min(shares.values()) > 0
    assert set(shares) <= {home, finder, host}


@given(REFS)
def test_the_same_offer_twice_seats_nobody_twice(refs: list[str]) -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    vacancy = mesa.posts(seats=12)
    mesa.offers(vacancy, SAN_CARLOS, *refs)
    once = mesa.vacancy(vacancy)
    mesa.offers(vacancy, SAN_CARLOS, *refs)
    assert mesa.vacancy(vacancy) == once
