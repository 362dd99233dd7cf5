"""A vacancy is amended: what is named changes, what is null goes back to its default, the rest stays."""

import pytest
from pydantic import ValidationError

from shared.contracts.intake import VacancyAmend, VacancyPost
from shared.contracts.vacancies import Occupation, Pay, Profile, VacancyAmended
from shared.contracts.vocabulary import Licence
from tests.unit.services.vacancies.mothers import SAN_CARLOS, Books

PROFILE = Profile(
    title="Cosechero/a",
    employer="Agrícola Los Robles",
    occupation=Occupation(code="5131"),
    pay=Pay(least=600_000),
    licences=(Licence.B,),
    experience_years=2,
)


def _posted() -> tuple[Books, str]:
    books = Books().table(SAN_CARLOS)
    return books, books.hears(VacancyPost(commune=SAN_CARLOS, seats=2, profile=PROFILE))["vacancy_id"]


def _amend(books: Books, vacancy: str, **changes: object) -> Profile:
    books.hears(VacancyAmend.model_validate({"commune": SAN_CARLOS, "vacancy_id": vacancy, **changes}))
    return books.vacancy(vacancy).profile


def test_what_is_not_named_stays_and_the_fact_names_what_changed() -> None:
    books, vacancy = _posted()
    after = _amend(books, vacancy, occupation={"code": "9211"}, residents_first=True)
    assert after == PROFILE.model_copy(update={"occupation": Occupation(code="9211"), "residents_first": True})
    assert books.all(VacancyAmended)[0].changed == ("occupation", "residents_first")


def test_null_takes_back_what_was_asked_or_told() -> None:
    books, vacancy = _posted()
    after = _amend(books, vacancy, pay=None, licences=None, experience_years=None)
    assert (after.pay, after.licences, after.experience_years) == (None, (), 0)


@pytest.mark.parametrize("field", ["title", "employer", "seats", "urgency", "valid_through"])
def test_what_a_vacancy_cannot_be_without_is_not_taken_back(field: str) -> None:
    books, vacancy = _posted()
    with pytest.raises(ValidationError, match=f"No puede quedar vacío: {field}"):
        _amend(books, vacancy, **{field: None})


def test_an_amendment_that_names_nothing_is_none() -> None:
    books, vacancy = _posted()
    with pytest.raises(ValidationError, match="Hay que cambiar al menos uno"):
        _amend(books, vacancy, if_revision=1)


def test_a_repost_is_recognised_by_what_the_vacancy_is_called_now() -> None:
    books, vacancy = _posted()
    renamed = _amend(books, vacancy, title="Embalador/a")
    made = books.hears(VacancyPost(commune=SAN_CARLOS, seats=2, profile=renamed))
    assert made["linked_to"] == vacancy
