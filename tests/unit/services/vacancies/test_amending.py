"""A vacancy is amended: what is named changes, what is null goes back to its default, the rest stays."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from shared.contracts.intake import VacancyAmend, VacancyPost
from shared.contracts.matching import OfferWithdrawn
from shared.contracts.reasons import OfferWithdrawnReason, ReleaseReason
from shared.contracts.vacancies import Occupation, Pay, Profile, VacancyAmended
from shared.contracts.vocabulary import Licence
from tests.unit.services.vacancies.mothers import SAN_CARLOS, VacanciesInMemory

PROFILE = Profile(
    title="Cosechero/a",
    employer="Agrícola Los Robles",
    occupation=Occupation(code="5131"),
    pay=Pay(least=600_000),
    licences=(Licence.B,),
    experience_years=2,
)


def _posted() -> tuple[VacanciesInMemory, str]:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    return mesa, mesa.handles(VacancyPost(commune=SAN_CARLOS, seats=2, profile=PROFILE))["vacancy_id"]


def _amend(mesa: VacanciesInMemory, vacancy: str, **changes: object) -> Profile:
    mesa.handles(VacancyAmend.model_validate({"commune": SAN_CARLOS, "vacancy_id": vacancy, **changes}))
    return mesa.vacancy(vacancy).profile


def test_what_is_not_named_stays_and_the_fact_names_what_changed() -> None:
    mesa, vacancy = _posted()
    after = _amend(mesa, vacancy, occupation={"code": "9211"}, residents_first=True)
    assert after == PROFILE.model_copy(update={"occupation": Occupation(code="9211"), "residents_first": True})
    assert mesa.all(VacancyAmended)[0].changed == ("occupation", "residents_first")


def test_null_takes_back_what_was_asked_or_told() -> None:
    mesa, vacancy = _posted()
    after = _amend(mesa, vacancy, pay=None, licences=None, experience_years=None)
    assert (after.pay, after.licences, after.experience_years) == (None, (), 0)


@pytest.mark.parametrize("field", ["title", "employer", "seats", "urgency", "valid_through"])
def test_what_a_vacancy_cannot_be_without_is_not_taken_back(field: str) -> None:
    mesa, vacancy = _posted()
    with pytest.raises(ValidationError, match=f"No puede quedar vacío: {field}"):
        _amend(mesa, vacancy, **{field: None})


def test_an_amendment_that_names_nothing_is_none() -> None:
    mesa, vacancy = _posted()
    with pytest.raises(ValidationError, match="Hay que cambiar al menos uno"):
        _amend(mesa, vacancy, if_revision=1)


def test_a_repost_is_recognised_by_what_the_vacancy_is_called_now() -> None:
    mesa, vacancy = _posted()
    renamed = _amend(mesa, vacancy, title="Embalador/a")
    made = mesa.handles(VacancyPost(commune=SAN_CARLOS, seats=2, profile=renamed))
    assert made["linked_to"] == vacancy


def test_what_was_lawful_when_it_was_published_is_not_judged_again_when_something_else_changes() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    old = PROFILE.model_copy(update={"pay": Pay(least=400_000)})
    posted = VacancyPost(commune=SAN_CARLOS, seats=2, profile=old, published_on=date(2022, 5, 1))
    vacancy = mesa.handles(posted)["vacancy_id"]
    assert _amend(mesa, vacancy, seats=3).pay == Pay(least=400_000)
    again = VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, hours_week=45)
    assert mesa.rejects(again) == "below_minimum_wage"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pay": {"least": 10**40}}, "pay_out_of_range"),
        ({"pay": {"least": 600_000, "most": 500_000}}, "pay_out_of_range"),
        ({"work_commune": "99999"}, "unknown_commune"),
        ({"occupation": {"code": "9999"}}, "unknown_occupation"),
    ],
)
def test_what_cannot_be_is_refused_and_says_where(changes: dict[str, object], code: str) -> None:
    mesa, vacancy = _posted()
    asked = VacancyAmend.model_validate({"commune": SAN_CARLOS, "vacancy_id": vacancy, **changes})
    assert mesa.rejects(asked) == code


def test_all_that_is_wrong_with_a_vacancy_is_said_at_once() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    nowhere = PROFILE.model_copy(update={"work_commune": "99999", "pay": Pay(least=1)})
    over = datetime(2026, 1, 1, tzinfo=UTC)
    asked = VacancyPost(commune=SAN_CARLOS, seats=1, profile=nowhere, valid_through=over)
    assert mesa.faults(asked) == ["validity_over", "unknown_commune", "below_minimum_wage"]


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2026, 12, 1)])
def test_no_vacancy_was_published_before_the_table_of_wages_or_tomorrow(day: date) -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    asked = VacancyPost(commune=SAN_CARLOS, seats=1, profile=PROFILE, published_on=day)
    assert mesa.rejects(asked) == "published_on_out_of_range"


def test_whom_the_amended_vacancy_shuts_out_leaves_the_line_and_gives_back_only_what_came_from_the_old_one() -> None:
    """Ana was seated before the change and stands in no line; Eva was taken from the line in the very amendment."""
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    vacancy = mesa.posts(seats=1)
    for score, ref in ((900, "ana"), (800, "eva"), (700, "bus")):
        mesa.offers(vacancy, SAN_CARLOS, ref, score=score)
    _amend(mesa, vacancy, licences=["A5"], seats=2)
    assert [(x.candidate_ref, x.state) for x in mesa.vacancy(vacancy).leases] == [("ana", "held"), ("eva", "held")]
    offer = mesa.vacancy(vacancy).leases[1].offer_id
    why = OfferWithdrawnReason.VACANCY_CHANGED
    mesa.handles(
        OfferWithdrawn(offer_id=offer, vacancy_id=vacancy, commune=SAN_CARLOS, candidate_refs=("eva",), why=why)
    )
    states = [(x.candidate_ref, x.state, x.why) for x in mesa.vacancy(vacancy).leases]
    changed = ReleaseReason.VACANCY_CHANGED
    assert states == [("ana", "held", None), ("eva", "released", changed), ("bus", "held", None)]
