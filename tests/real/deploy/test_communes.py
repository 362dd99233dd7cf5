"""The table of the Mesa on a real broker: files say who sits at it, `apply` says the difference, once."""

from pathlib import Path

import pytest

from deploy.communes.file import path_of, read_all, write_new
from deploy.communes.table import CommuneChange, apply, join, members
from shared.contracts.communes import CommuneChanged, CommuneJoined
from shared.errors import OperatorError
from shared.messaging.address import BusAddress


def _said(changes: list[CommuneChange]) -> list[tuple[str, str]]:
    return [(change.fact.commune, change.what) for change in changes]


async def test_files_become_facts_and_the_same_again_says_nothing(
    kafka_server: str, prefix: str, tmp_path: Path
) -> None:
    bus = BusAddress(kafka_server, prefix)
    assert _said(await join(bus, ["16301", "16303"], tmp_path)) == [
        ("16301", "joined"),
        ("16303", "joined"),
    ]
    assert await apply(bus, tmp_path) == []
    path = path_of(tmp_path, "16303")
    assert path is not None
    changed = path.read_text().replace("local_hours = 16", "local_hours = 4") + "16301 = 35\n"
    path.write_text(changed)
    (change,) = await apply(bus, tmp_path)
    assert isinstance(change.fact, CommuneChanged)
    assert change.fact.windows.local_hours == 4
    (way,) = [w for w in change.fact.travel if w.to == "16301"]
    assert (way.minutes, way.provenance) == (35, "stated")
    path.unlink()
    assert _said(await apply(bus, tmp_path)) == [("16303", "left")]
    assert set(await members(bus)) == {"16301"}
    assert _said(await join(bus, ["16303"], tmp_path)) == [("16303", "joined")]


def test_a_file_is_written_once_and_holds_all_of_the_territory(tmp_path: Path) -> None:
    assert write_new(tmp_path, "16302") is not None
    assert write_new(tmp_path, "16302") is None
    fact = read_all(tmp_path)["16302"].fact()
    assert isinstance(fact, CommuneJoined)
    assert fact.name == "Coihueco"
    assert len(fact.travel) > 50


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        pytest.param('commune = "16301"\nnme = "x"', "nme", id="a word that nobody knows"),
        pytest.param('commune = "1630"\nname = "x"', "commune", id="a code that is none"),
        pytest.param("commune = ", "not TOML", id="half a line"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_place(text: str, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "communes").mkdir()
    (tmp_path / "communes" / "16301-x.toml").write_text(text)
    with pytest.raises(OperatorError, match=wrong) as fault:
        read_all(tmp_path)
    assert "16301-x.toml" in str(fault.value)
