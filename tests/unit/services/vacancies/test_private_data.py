"""A RUT and contact data in a text: the forms that are found, and the numbers that are something else. All invented."""

from datetime import date

import pytest

from services.vacancies.lint import Flag, Terms, look

TODAY = date(2026, 1, 12)


def _seen(text: str) -> list[Flag]:
    return list(look({"description": text}, Terms(TODAY)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("12667869K", id="nothing between"),
        pytest.param("12.667.869 K", id="a blank for the dash"),
        pytest.param("12.667.869–K", id="an en dash"),
        pytest.param("17.317.684—8", id="an em dash"),
        pytest.param("12 667 869-K", id="blanks for the dots"),
        pytest.param("12.667.869/k", id="a slash, a small k"),
        pytest.param("12667.869-K", id="one dot"),
        pytest.param("012.667.869-K", id="a zero before it"),
        pytest.param("RUT12.667.869-K", id="no blank after the word"),
        pytest.param("RUT: 98685030", id="called a RUT, no dash"),
        pytest.param("rut n° 9868503 0", id="called a RUT, a blank for the dash"),
        pytest.param("cédula de identidad 173176848", id="called an identity card"),
        pytest.param("$12.667.869-K", id="a K ends no amount"),
    ],
)
def test_a_rut_is_found_however_it_is_written(text: str) -> None:
    assert [flag.code for flag in _seen(f"Preguntar por Ana {text}, de turno")] == ["rut_in_text"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Orden 12667861K", id="a wrong check digit"),
        pytest.param("RUT empresa 769951423", id="a company's"),
        pytest.param("RUT empresa 965432101", id="a company's that looks like a mobile telephone"),
        pytest.param("$1.266.786-8 bruto", id="pay that would pass the check"),
        pytest.param("Sueldo 1.200.000-6.300.000", id="a range of pay that begins like one"),
        pytest.param("sueldo 12.000.000", id="pay"),
        pytest.param("98685030", id="digits that nobody calls a RUT"),
        pytest.param("turno 7-3", id="a shift"),
        pytest.param("cupos 20-30", id="seats"),
        pytest.param("Código postal 3780000", id="a postal code"),
        pytest.param("temporada 2025-2026", id="years"),
        pytest.param("desde el 12-01-2026", id="a date"),
        pytest.param("sueldo $912345678", id="pay in pesos"),
        pytest.param("sueldo $ 912 345 678", id="pay in pesos with blanks"),
        pytest.param("912345678 pesos", id="pesos said behind it"),
        pytest.param("orden de compra 912345678", id="an order"),
    ],
)
def test_a_number_that_is_something_else_is_left_alone(text: str) -> None:
    assert _seen(text) == []


@pytest.mark.parametrize("text", ["912345678", "al 912345678.", "912 345 678", "91234 5678", "(9) 8765 4321"])
def test_a_bare_mobile_number_is_contact_data(text: str) -> None:
    assert [flag.code for flag in _seen(text)] == ["contact_in_text"]


@pytest.mark.parametrize("text", ["contacto 12667869-K", "llamar a Ana 17317684-8", "fono 12667869K 987654321"])
def test_contact_data_do_not_repeat_the_rut_among_them(text: str) -> None:
    flags = _seen(text)
    assert "rut_in_text" in {flag.code for flag in flags}
    assert not [flag for flag in flags if "1266" in f"{flag.words}{flag.text}" or "1731" in f"{flag.words}{flag.text}"]


def test_a_rut_and_the_telephone_behind_it_are_both_found() -> None:
    assert [flag.code for flag in _seen("Ana 17.317.684-8 987654321")] == ["rut_in_text", "contact_in_text"]
