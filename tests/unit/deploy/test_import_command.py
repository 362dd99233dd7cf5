"""`mesa import` as it is typed, without a running stack."""

import json
from pathlib import Path

import pytest

from deploy.cli import main
from tests.unit.services.vacancies.imports.mothers import as_csv


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MESA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MESA_KAFKA_BOOTSTRAP", raising=False)
    file = tmp_path / "export.csv"
    file.write_text(as_csv({}, {"Fecha": "06/01/2026"}, {"Ubicacion": "Macondo"}, {"Salario": "?"}))
    return file


def test_a_rehearsal_needs_no_stack_and_says_what_it_could_not_check(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["import", str(export), "--dry-run", "--json"])
    assert end.value.code == 0
    report = json.loads(capsys.readouterr().out)
    faults = report.pop("faults")
    assert report == {
        "rows": 4,
        "imported": 1,
        "reposts": 1,
        "already": 0,
        "quarantined": 2,
        "coded": 1,
        "dry_run": True,
        "stack_checked": False,
    }
    assert [(fault["row"], fault["reason"]) for fault in faults] == [(3, "place_unknown"), (4, "pay_unreadable")]


def test_people_read_it_in_spanish(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import", str(export), "--dry-run"])
    shown = capsys.readouterr().out
    assert "se ingresarían" in shown
    assert "¿Qué comuna es «Macondo»?" in shown
    assert "No hay una Mesa en marcha" in shown


def test_a_broker_that_does_not_answer_is_no_hindrance_for_a_rehearsal_only(
    export: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MESA_KAFKA_BOOTSTRAP", "127.0.0.1:1")
    with pytest.raises(SystemExit) as end:
        main(["import", str(export), "--dry-run", "--json"])
    assert end.value.code == 0
    with pytest.raises(SystemExit) as end:
        main(["import", str(export)])
    assert end.value.code == 1
    assert "Kafka does not answer" in capsys.readouterr().err


def test_without_a_stack_nothing_can_be_imported(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["import", str(export)])
    assert end.value.code == 1
    assert "mesa up" in capsys.readouterr().err
