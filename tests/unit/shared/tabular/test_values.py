"""Numbers, dates and words of the exchange."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.vacancies import Pay
from shared.contracts.vocabulary import LABELS, Contract, Education, Licence, Shift, WorkingTime
from shared.tabular.values import Doubt, day_of, one_line, pay_of, seats_of, still_valid, title_of, years_of
from shared.tabular.words import education_of, licences_of, shifts_of, word_of


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("Reservado", None),
        ("", None),
        ("301.000\n - \n450.000", Pay(least=301_000, most=450_000)),
        ("450.001 – 600.000", Pay(least=450_001, most=600_000)),
        ("Menora$301.000", Pay(least=0, most=301_000)),
        ("2.100.001 - 9.999.999", Pay(least=2_100_001)),
        ("$ 539.000", Pay(least=539_000, most=539_000)),
        ("539000", Pay(least=539_000, most=539_000)),
    ],
)
def test_pay_in_every_form_the_exchange_writes(text: str, pay: Pay | None) -> None:
    assert pay_of(text) == pay


@pytest.mark.parametrize("text", ["0", "a mejor oferta", "600.000 - 301.000", "450", "según experiencia: 500.000"])
def test_pay_that_is_doubtful_is_a_question(text: str) -> None:
    with pytest.raises(Doubt, match=r"¿"):
        pay_of(text)


def test_seats_come_from_the_field_and_the_title_must_agree() -> None:
    assert seats_of("40", "Cosecheros (40 vacantes)") == 40
    assert seats_of("1", "Cosecheros") == 1
    assert seats_of("", "Cosecheros (12 vacantes)") == 12
    assert title_of("Cosecheros  de\nmora (12 vacantes)") == "Cosecheros de mora"


@pytest.mark.parametrize("stated", ["", "muchas", "0", "-3", "2001", "1,5"])
def test_seats_that_are_no_seats_are_a_question(stated: str) -> None:
    with pytest.raises(Doubt):
        seats_of(stated, "Cosecheros")


def test_seats_that_disagree_are_a_question() -> None:
    with pytest.raises(Doubt) as doubt:
        seats_of("10", "Cosecheros (12 vacantes)")
    assert doubt.value.reason == "seats_disagree"


@pytest.mark.parametrize(("text", "years"), [("No requerida", 0), ("1 años", 1), ("10 años", 10), ("8 meses", 0)])
def test_years(text: str, years: int) -> None:
    assert years_of(text) == years


@pytest.mark.parametrize("text", ["60 años", "algo"])
def test_years_nobody_can_have_are_a_question(text: str) -> None:
    with pytest.raises(Doubt):
        years_of(text)


def test_days_as_the_exchange_and_as_machines_write_them() -> None:
    assert day_of("05/01/2026") == day_of("2026-01-05") == date(2026, 1, 5)
    assert day_of("") is None
    with pytest.raises(Doubt):
        day_of("31/02/2026")


def test_a_validity_that_is_over_is_left_out_and_one_that_runs_ends_with_its_day_in_chile() -> None:
    now = datetime(2026, 1, 12, 12, tzinfo=UTC)
    assert still_valid(date(2021, 11, 2), now) is None
    assert still_valid(None, now) is None
    kept = still_valid(date(2026, 1, 31), now)
    assert kept is not None
    assert kept.astimezone(UTC) == datetime(2026, 2, 1, 2, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "text", "word"),
    [
        (WorkingTime, "Jornada Parcial/part time", WorkingTime.PART),
        (WorkingTime, "Sin limitación horaria", WorkingTime.UNLIMITED),
        (WorkingTime, "No disponible", None),
        (Contract, "Contrato a plazo Fijo", Contract.FIXED_TERM),
        (Contract, "Sin Contrato", Contract.NONE),
        (Contract, "ADMINISTRACION PUBLICA", Contract.PUBLIC_SERVICE),
        (Contract, "Contrato de aprendizaje", Contract.APPRENTICESHIP),
    ],
)
def test_words_of_the_exchange(kind: type[WorkingTime] | type[Contract], text: str, word: object) -> None:
    assert word_of(kind, text, "campo") == word


@pytest.mark.parametrize("kind", [WorkingTime, Contract, Education])
def test_every_label_of_the_contract_is_read_back(kind: type[WorkingTime] | type[Contract] | type[Education]) -> None:
    for code, label in LABELS[kind].items():
        assert word_of(kind, label.upper(), "campo") == code


def test_the_branch_of_secondary_education_stands_in_its_own_field() -> None:
    assert education_of("Educación media completa", "") is Education.SECONDARY
    assert education_of("Educación media completa", "Educación Técnico Profesional") is Education.SECONDARY_TECHNICAL
    assert education_of("Educación superior Completa", "Educación Técnico Profesional") is Education.HIGHER
    assert education_of("", "Educación Técnico Profesional") is None


def test_shifts_and_licences() -> None:
    assert shifts_of("Trabajo turno sab/dom/fest") == (Shift.SATURDAYS, Shift.SUNDAYS, Shift.HOLIDAYS)
    assert shifts_of("Solo tarde\nTrabajo turno nocturno") == (Shift.AFTERNOONS, Shift.NIGHTS)
    assert licences_of("CLASE B - Vehículos de tres o cuatro ruedas (automóviles).") == (Licence.B,)
    assert licences_of("Clase D\nCLASE A4 - Transporte de carga") == (Licence.A4, Licence.D)
    assert licences_of("B, A4 y D") == (Licence.A4, Licence.B, Licence.D)
    assert licences_of("") == ()


@pytest.mark.parametrize(
    ("read", "text"),
    [(shifts_of, "Turno volante"), (licences_of, "CLASE Z"), (licences_of, "A9"), (licences_of, "municipal")],
)
def test_a_word_nobody_knows_is_a_question(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(Doubt, match=r"¿") as doubt:
        read(text)
    assert doubt.value.reason == "word_unknown"


@given(st.text(max_size=60))
def test_any_text_is_read_or_doubted(text: str) -> None:
    for read in (pay_of, years_of, day_of, shifts_of, licences_of, one_line):
        try:
            read(text)
        except Doubt as doubt:
            assert doubt.text  # noqa: PT017 - any of the two outcomes is right, a third is not
