"""A row of the exchange as a request."""

import pytest

from services.vacancies.imports.posting import Doubts, posting_of
from shared.contracts.vacancies import Occupation, Pay
from shared.contracts.vocabulary import Contract, WorkingTime
from tests.unit.services.vacancies.imports.mothers import NOW, a_row, place


def test_a_good_row_becomes_a_request_of_its_commune() -> None:
    posting = posting_of(a_row(), place, NOW)
    asked = posting.request
    assert (asked.commune, asked.seats, asked.valid_through) == ("16301", 40, None)
    profile = asked.profile
    assert (profile.title, profile.employer) == ("Cosecheros de frambuesa", "Agrícola Los Notros")
    assert profile.occupation == Occupation(code="9211")
    assert profile.pay == Pay(least=301_000, most=450_000)
    assert (profile.working_time, profile.contract) == (WorkingTime.FULL, Contract.WORK_OR_TASK)
    assert (profile.education, profile.experience_years, profile.practice) == (None, 0, False)


def test_the_same_row_says_the_same_id_and_another_day_another() -> None:
    one, again = posting_of(a_row(), place, NOW), posting_of(a_row(Salario="301.000 - 450.000"), place, NOW)
    later = posting_of(a_row(Fecha="06/01/2026"), place, NOW)
    assert one.identity == again.identity
    assert one.identity != later.identity
    assert one.content == later.content


def test_an_offer_with_an_id_is_known_by_it_whatever_else_changes() -> None:
    one = posting_of(a_row(**{"ID oferta": "8812", "Salario": "Reservado"}), place, NOW)
    again = posting_of(a_row(**{"ID oferta": "8812"}), place, NOW)
    assert one.identity == again.identity
    assert one.request.external_ref == "bne:8812"


def test_the_identity_of_a_row_stays_what_it_is_or_old_files_would_be_posted_again() -> None:
    assert posting_of(a_row(), place, NOW).identity == "c66bf6a2-2e73-5598-b555-a440198a2199"


def test_old_validity_is_left_out_and_a_running_one_kept() -> None:
    assert posting_of(a_row(Vigencia="30/11/2021"), place, NOW).request.valid_through is None
    kept = posting_of(a_row(Vigencia="30/01/2026"), place, NOW).request.valid_through
    assert kept is not None
    assert kept.isoformat() == "2026-01-30T23:59:59-03:00"


def test_fields_the_contract_does_not_have_are_never_read() -> None:
    odd = a_row(Sexo="Femenino", Edad="18 a 35", Nacionalidad="chilena")
    assert posting_of(odd, place, NOW) == posting_of(a_row(), place, NOW)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Ubicacion": "Ñuble, Ninguna"}, "place_unknown"),
        ({"Titulo": " (40 vacantes)"}, "title_missing"),
        ({"Titulo": "x" * 301}, "text_too_long"),
        ({"Empresa": ""}, "employer_missing"),
        ({"Vacantes": "41"}, "seats_disagree"),
        ({"Salario": "conversable"}, "pay_unreadable"),
        ({"Experiencia": "60 años"}, "experience_unlikely"),
        ({"Tipo": "Jornada rara"}, "word_unknown"),
        ({"Fecha": "ayer"}, "date_unreadable"),
        ({"Turnos de trabajo": "Oferta de tipo práctica profesional:"}, "shifted_labels"),
        ({"Grupos de Empleo": "Oferta de tipo práctica profesional:"}, "shifted_labels"),
    ],
)
def test_what_is_doubtful_is_asked_never_guessed(changed: dict[str, str], reason: str) -> None:
    with pytest.raises(Doubts) as found:
        posting_of(a_row(**changed), place, NOW)
    assert found.value.doubts[0].reason == reason
    assert str(found.value)


def test_every_doubt_of_a_row_is_told_at_once() -> None:
    with pytest.raises(Doubts) as found:
        posting_of(a_row(Salario="?", Experiencia="?", Ubicacion="?"), place, NOW)
    assert {doubt.reason for doubt in found.value.doubts} == {
        "pay_unreadable",
        "experience_unreadable",
        "place_unknown",
    }
