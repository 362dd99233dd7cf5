"""What an operator does with what was put aside: on a real database, through the command's own functions."""

import json
from pathlib import Path

import asyncpg
import pytest

from deploy.cli import application
from deploy.machine.home import Home, RunningStack
from deploy.machine.service import NAMES, own_dsn
from shared.messaging.address import BusAddress
from shared.postgres.migrations import migrate
from tests.real.house import ROOT

LETTER = """
INSERT INTO {}.dead_letter (code, detail, topic, partition, record_offset, value, type)
VALUES ('not_json', '1 fault', 'intake.16301', 0, 7, 'carta de una persona', 'cl.mesa.vacancy.post.v1')
"""


@pytest.fixture
async def home(database: str, tmp_path: Path) -> Path:
    where = Home(tmp_path / "casa")
    where.make()
    schemas = {name: ROOT / "services" / name / "schema" for name in NAMES}
    await migrate(database, where.logins.passwords(NAMES), schemas)
    db = await asyncpg.connect(own_dsn(database, where.logins.in_use("matching")))
    await db.execute(LETTER.format("matching"))
    await db.close()
    where.tell(RunningStack(BusAddress("", "mesa"), database, "", {}, True))
    return where.folder


def _mesa(*arguments: str) -> None:
    application(arguments)(list(arguments), standalone_mode=False)


def test_a_letter_is_listed_shown_without_its_body_and_dropped(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _mesa("dead-letters", "list", "--json", "--home", str(home))
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["letter"], row["code"]) == ("matching/1", "not_json")
    _mesa("dead-letters", "show", "matching/1", "--home", str(home))
    assert "carta de una persona" not in capsys.readouterr().out
    _mesa("dead-letters", "show", "matching/1", "--payload", "--json", "--home", str(home))
    assert json.loads(capsys.readouterr().out)["value"] == "carta de una persona"
    _mesa("dead-letters", "drop", "--why", "enviada dos veces", "matching/1", "--home", str(home))
    assert "matching/1: dropped" in capsys.readouterr().out
    _mesa("dead-letters", "list", "--json", "--home", str(home))
    assert json.loads(capsys.readouterr().out) == []
