"""The 346 communes: how they are found, and the way between their towns."""

import pytest

from shared.territory import all_communes, commune, find, in_scope, travel_from


@pytest.mark.parametrize(
    ("said", "cut"),
    [
        ("16301", "16301"),
        ("08416", "16301"),
        ("San Carlos", "16301"),
        ("Niquen", "16303"),
        ("Ñiquén", "16303"),
        ("N\u0303iquén", "16303"),
        ("Ñuble, San Carlos", "16301"),
        ("Ñuble - San Carlos", "16301"),
        ("Chillán, Región VIII", "16101"),
        ("Treguaco", "16207"),
        ("Ránquil", "16206"),
        ("Aisén", "11201"),
        ("Alto Bío Bío", "08314"),
        ("Los Ángeles, Región del Biobío", "08301"),
        ("Valparaíso, Valparaíso", "05101"),
        ("San Pedro", "13505"),
    ],
)
def test_what_people_write_is_understood(said: str, cut: str) -> None:
    assert [c.cut for c in find(said)] == [cut]


def test_a_doubt_is_a_question_not_a_guess() -> None:
    assert {c.name for c in find("Chill")} == {"Chillán", "Chillán Viejo"}
    assert len(find("San")) > 10


@pytest.mark.parametrize("said", ["", "Macondo", "99999", "San Carlos, Región del Maule", "Ñuble"])
def test_what_is_no_commune_is_none(said: str) -> None:
    assert list(find(said)) == []


def test_scopes_are_communes_provinces_and_regions() -> None:
    assert len(all_communes()) == 346
    assert in_scope("163") == ("16301", "16302", "16303", "16304", "16305")
    assert in_scope("16303, 16301,163")[0] == "16301"
    assert len(in_scope("07,08,16")) == 84
    with pytest.raises(KeyError, match="99"):
        in_scope("16301,99")
    with pytest.raises(ValueError, match="no code"):
        in_scope(" , ")


def test_ways_are_nearest_first_and_the_same_both_ways() -> None:
    ways = travel_from("16301")
    assert [w.km for w in ways] == sorted(w.km for w in ways)
    assert ways[0].to == "16303"
    assert {w.to[:2] for w in ways} >= {"07", "08", "16"}, "the border of a region is no border for people"
    for way in ways:
        back = next(b for b in travel_from(way.to) if b.to == "16301")
        assert (back.km, back.minutes) == (way.km, way.minutes)


def test_unknown_codes_are_named() -> None:
    with pytest.raises(KeyError, match="00000"):
        commune("00000")
