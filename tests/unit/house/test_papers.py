"""What is written beside the code is true of it: settings, compose file, image, README's commands."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.cli import COMMANDS
from deploy.entry import command
from deploy.machine.kafka_listeners import Guard, Listeners
from deploy.machine.service import NAMES
from services.events.settings import EventsSettings
from services.matching.settings import MatchingSettings
from services.notifications.settings import NotificationsSettings
from services.vacancies.settings import VacanciesSettings
from shared.access.rights import as_markdown
from shared.postgres.roles import roles_of
from shared.settings import Settings

ROOT = Path(__file__).parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
GIVEN = ("PASSWORD", "ROLE", "KAFKA_PASSWORD_MESA")
FOR_THE_COMMAND = {f"MESA_{which}_{name.upper()}" for name in NAMES for which in GIVEN}


def _plain(default: Any) -> str:
    return str(default.get_secret_value() if hasattr(default, "get_secret_value") else default)


OWN = (VacanciesSettings, MatchingSettings, EventsSettings, NotificationsSettings)
FIELDS = Settings.model_fields | {name: field for own in OWN for name, field in own.model_fields.items()}


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    field = FIELDS[name]
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `MESA_{name.upper()}` \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
    default = _plain(field.default)
    assert row == ("—" if default in ("", "None") else f"`{default}`", field.description)


def test_officers_read_the_table_of_rights_as_it_is() -> None:
    assert (ROOT / "docs/permisos.md").read_text(encoding="utf-8") == as_markdown()


def test_the_compose_file_runs_the_four_services_from_one_image() -> None:
    ours = {name: s for name, s in COMPOSE["services"].items() if "build" in s}
    assert set(ours) == {*NAMES, "provision", "certificates"}
    assert {s["image"] for s in ours.values()} == {"mesa-territorial:local"}
    assert [COMPOSE["services"][name]["command"] for name in NAMES] == [[name] for name in NAMES]


def test_the_compose_files_variables_are_settings_and_no_secret_has_a_default() -> None:
    known = {f"MESA_{name.upper()}" for name in FIELDS} | FOR_THE_COMMAND
    for name, service in COMPOSE["services"].items():
        for variable, value in service["environment"].items():
            assert not variable.startswith("MESA_") or variable in known, f"{name}: {variable}"
            secret = re.search(r"PASSWORD|KEY$|PLAIN_SASL_JAAS", variable)
            assert not secret or ":?" in value, f"{name}: {variable} has a default"


@pytest.mark.parametrize("name", NAMES)
def test_the_compose_file_lets_each_service_in_as_the_role_that_is_provisioned(name: str) -> None:
    role, password = (f"${{MESA_{which}_{name.upper()}:" for which in ("ROLE", "PASSWORD"))
    wanted = (f"{role}-{roles_of(name)[0]}}}", f"{password}?set it in .env}}")
    provisioned = COMPOSE["services"]["provision"]["environment"]
    assert (provisioned[f"MESA_ROLE_{name.upper()}"], provisioned[f"MESA_PASSWORD_{name.upper()}"]) == wanted
    url = COMPOSE["services"][name]["environment"]["MESA_DATABASE_URL"]
    assert url == f"postgresql://{wanted[0]}:{wanted[1]}@postgres:5432/mesa"


def test_the_compose_files_broker_asks_for_logins_as_that_of_mesa_up_does() -> None:
    """By the rule of the image: KAFKA_A_B___C is a.b-c."""
    said = {
        name.removeprefix("KAFKA_").replace("___", "-").replace("_", ".").lower(): " ".join(value.split())
        for name, value in COMPOSE["services"]["kafka"]["environment"].items()
    }
    here = {"listeners", "advertised.listeners", "controller.quorum.voters"}
    guard = Guard(Path("/etc/mesa/certificates"), "BROKER", "OPERATOR")
    wanted = {name: value for name, value in Listeners(9092, 9093, {}).settings(guard).items() if name not in here}
    plain = {
        n: re.sub(r"\$\{MESA_KAFKA_PASSWORD_(\w+):[^}]*\}", r"\1", value) for n, value in said.items() if n in wanted
    }
    assert plain == wanted


def test_foreign_images_are_pinned_watched_and_keep_their_data() -> None:
    for name in ("kafka", "postgres"):
        service = COMPOSE["services"][name]
        assert re.fullmatch(r"[\w/]+:\d[\d.]*", service["image"])
        assert "healthcheck" in service
        assert {volume.split(":")[0] for volume in service["volumes"]} - {"certificates"} == {name}
        assert {name, "certificates"} <= set(COMPOSE["volumes"])


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert len(ports) == len(NAMES)
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_is_slim_and_nobody_in_it_is_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert lines[1].endswith("-slim") or any(line.startswith("FROM python:3.11-slim") for line in lines)
    user = max(n for n, line in enumerate(lines) if line.startswith("USER"))
    assert lines[user] == "USER mesa"
    assert not [line for line in lines[user:] if line.startswith("RUN")]
    assert any(line.startswith("HEALTHCHECK") for line in lines)


def test_the_images_command_picks_the_service_or_a_mesa_command() -> None:
    for name in NAMES:
        assert f"services.{name}.app:app" in command([name], {})
    assert command(["provision"], {})[-2:] == ["deploy.cli", "provision"]
    assert command(["vacancies"], {"MESA_PORT": "9000"})[7] == "9000"


def test_the_readme_names_commands_that_there_are() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(
        re.findall(r"mesa ([a-z][a-z-]+)(?! around)", " ".join(re.findall(r"`[^`]*`|```.*?```", text, re.DOTALL)))
    )
    assert named - {"command"} <= set(COMMANDS)  # the README speaks of the mesa command
    for verb in re.findall(r"make ([a-z]+)\b", " ".join(re.findall(r"`[^`]*`|```.*?```", text, re.DOTALL))):
        assert f"\n{verb}:" in make, verb


def test_every_test_that_the_threat_model_names_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = {name for row in text.splitlines() if row.startswith("|") for name in re.findall(r"`([\w/]+\.py)`", row)}
    assert named
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert {Path(name).name for name in named} - there == set()
