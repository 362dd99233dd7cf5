"""Spanish job titles and the codes of CIUO-08.CL."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.occupations import NAMES, code_of_title, common_codes, name_of, shared_digits
from shared.occupations.titles import coding_of


def code(title: str) -> str | None:
    found = code_of_title(title)
    return found.code if found else None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("COSECHERO DE ARÁNDANOS (150 vacantes)", "9211"),
        ("Cosecheros/as  de Arandanos", "9211"),
        ("TEMPOREROS (60)", "9211"),
        ("Operario(a)s de Packing (Los Sauces)", "9211"),
        ("Vendedor(a) en terreno", "5243"),
        ("Vendedores /as", "5223"),
        ("Garzone(a)s", "5131"),
        ("Secretario(a) administrativ(o)a", "3343"),
        ("Manipuladora de Alimentos (COD-15)", "5120"),
        ("Chofer camión 3/4", "8322"),
        ("Conductor profesional camión pluma", "8332"),
        ("Se busca conductor/a licencia A4 para reparto", "8332"),
        ("Guardia OS-10", "5414"),
        ("guaridia de SEguridad", "5414"),
        ("Enfermera/o", "2221"),
        ("TENS", "3221"),
        ("Jornales", "9313"),
        ("Talca - soldador calificado", "7212"),
        ("Reemplazo Psicólogo(a) Concepción part-time 20 hrs", "2634"),
        ("Operador retroexcavadora", "8342"),
        ("Abogados", "2611"),
    ],
)
def test_a_title_of_the_region_has_its_code(title: str, expected: str) -> None:
    assert code(title) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Obreros y obreras agricolas", "9211"),
        ("Albañiles - Obreros y obreras de la construccion de edificios", None),
        ("Limpiadores y limpiadoras de establecimientos", "912"),
        ("Operadores de maquinas de embalaje embotellamiento y etiquetado", "8183"),
    ],
)
def test_a_label_of_the_exchange_is_coded_as_far_as_it_tells(label: str, expected: str | None) -> None:
    assert code(label) == expected


@pytest.mark.parametrize(
    "title", ["", "???", "2230", "Supervisor", "Facilitador/a", "Broncopulmonar", "María González", "asdf qwerty"]
)
def test_a_title_that_does_not_tell_stays_without_a_code(title: str) -> None:
    assert code_of_title(title) is None


def test_a_title_that_does_not_tell_still_has_candidates_where_it_resembles_something() -> None:
    doubtful = coding_of("Supervisor")
    assert doubtful.answer is None
    assert doubtful.candidates[0].label == "Supervisores de industrias manufactureras"
    assert coding_of("???").candidates == ()


def test_two_trades_give_the_digits_they_agree_in() -> None:
    assert code("Conductor camión / chofer bus") == "833"
    assert code("Conductor - peoneta") is None


def test_candidates_are_of_four_digits_best_first_with_their_scheme_and_together_no_more_than_certain() -> None:
    found = coding_of("Operario de bodega", at_most=3).candidates
    assert 0 < len(found) <= 3
    assert all(each.scheme == "CIUO-08.CL" and each.label == NAMES[each.code] for each in found)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert sum(each.score for each in found) <= 1.001


def test_a_code_travels_with_its_scheme() -> None:
    found = code_of_title("médico veterinario")
    assert found is not None
    assert (found.scheme, found.code) == ("CIUO-08.CL", "2230")


def test_a_service_that_codes_no_titles_does_not_load_the_coder() -> None:
    seen = "import sys, services.matching.model.score; print('shared.occupations.coder' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]


def test_the_list_is_whole_and_every_common_code_has_a_name() -> None:
    assert [sum(len(c) == n for c in NAMES) for n in (1, 2, 3, 4)] == [10, 44, 129, 444]
    assert name_of("7112") == "Albañiles"
    assert len(common_codes()) > 100
    assert all(name_of(c) for c in common_codes())


@given(st.sampled_from(common_codes()), st.sampled_from(common_codes()))
def test_nearness_is_the_same_from_both_sides_and_four_only_for_the_same(a: str, b: str) -> None:
    near = shared_digits(a, b)
    assert near == shared_digits(b, a)
    assert a[:near] == b[:near]
    assert (near == 4) == (a == b)


def test_a_group_is_as_near_as_it_says() -> None:
    assert shared_digits("83", "8332") == 2
    assert shared_digits("9211", "9213") == 3
    assert shared_digits("", "9213") == 0


@given(st.text(max_size=80))
def test_any_text_is_coded_or_not_without_an_error(text: str) -> None:
    found = code_of_title(text)
    assert found is None or found.code in NAMES
