"""The file of a commune: what stands in a new one is said, and a word nobody knows is a fault."""

from pathlib import Path

import pytest

from deploy.communes.file import path_of, read_all, write_new
from shared.contracts.communes import Offers
from shared.errors import OperatorError

NIQUEN = "16303"


def changed(home: Path, before: str, after: str) -> None:
    write_new(home, NIQUEN)
    path = path_of(home, NIQUEN)
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_new_commune_offers_by_itself(tmp_path: Path) -> None:
    write_new(tmp_path, NIQUEN)
    assert read_all(tmp_path)[NIQUEN].fact().offers is Offers.AUTOMATIC


def test_a_commune_that_wants_an_officer_first_says_so_in_its_file(tmp_path: Path) -> None:
    changed(tmp_path, 'offers = "automatic"', 'offers = "confirmed"')
    assert read_all(tmp_path)[NIQUEN].fact().offers is Offers.CONFIRMED


def test_another_word_is_a_fault_that_names_it(tmp_path: Path) -> None:
    changed(tmp_path, 'offers = "automatic"', 'offers = "sometimes"')
    with pytest.raises(OperatorError, match="offers"):
        read_all(tmp_path)


REACHED = {
    "office": "OMIL de Ñiquén",
    "telephone": "42 200 0000",
    "email": "omil@example.cl",
    "hours": "lunes a viernes, de 8:30 a 14:00",
}


def with_contact(home: Path, **fields: str) -> None:
    stated = "".join(f'{name} = "{text}"\n' for name, text in {**REACHED, **fields}.items())
    changed(home, "[minutes]", f"[contact]\n{stated}\n[minutes]")


def test_the_contact_of_an_office_travels_with_its_fact_and_reads_in_spanish(tmp_path: Path) -> None:
    with_contact(tmp_path)
    contact = read_all(tmp_path)[NIQUEN].fact().contact
    assert contact is not None
    assert contact.telephone == "+56422000000", "as the world dials it, however it was written"
    assert contact.text == (
        "OMIL de Ñiquén, teléfono +56422000000, correo omil@example.cl, horario: lunes a viernes, de 8:30 a 14:00"
    )


def test_the_example_in_a_new_file_is_a_contact_once_it_is_no_comment(tmp_path: Path) -> None:
    write_new(tmp_path, NIQUEN)
    path = path_of(tmp_path, NIQUEN)
    assert path is not None
    assert read_all(tmp_path)[NIQUEN].fact().contact is None
    text = path.read_text(encoding="utf-8")
    for word in ("[contact]", *(f"{name} =" for name in REACHED)):
        assert f"# {word}" in text
        text = text.replace(f"# {word}", word)
    path.write_text(text, encoding="utf-8")
    contact = read_all(tmp_path)[NIQUEN].fact().contact
    assert contact is not None
    assert contact.office == "OMIL de Ñiquén"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        pytest.param("telephone", "123", id="too short for a telephone"),
        pytest.param("telephone", "12.667.869-K", id="a RUT is no telephone"),
        pytest.param("email", "omil@", id="half an address"),
        pytest.param("email", "omil arriba@example.cl", id="a space in an address"),
        pytest.param("office", "Rosa, 12.667.869-K", id="a person instead of an office"),
        pytest.param("hours", "preguntar por 12667869-K", id="a RUT within a text"),
        pytest.param("office", "", id="no name"),
        pytest.param("mobile", "+56 9 1234 5678", id="a word that nobody knows"),
    ],
)
def test_what_is_wrong_in_a_contact_is_named(field: str, text: str, tmp_path: Path) -> None:
    with_contact(tmp_path, **{field: text})
    with pytest.raises(OperatorError, match=rf"contact\.{field}"):
        read_all(tmp_path)
