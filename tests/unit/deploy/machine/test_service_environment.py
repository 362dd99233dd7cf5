"""The environment of a service process: its own database role, and of the secrets only those it reads."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from pydantic import SecretStr

from deploy.bus_users import HomeUsers
from deploy.machine.home import Home
from deploy.machine.service import NAMES, OURS, SECRETS, Given, ServiceCommand, environment
from shared.messaging.address import BusAddress, BusLogin
from shared.runtime import Service

OWNER = "postgresql://owner:of-all@127.0.0.1:5432/mesa"
PLAIN = Given(BusAddress("127.0.0.1:9092", "mesa"), OWNER)
SECRET = {
    "MESA_PASSWORD_VACANCIES": "of-vacancies",
    "MESA_PASSWORD_MATCHING": "of-matching",
    "MESA_IDENTITY_KEY": "of-the-identities",
    "MESA_ORDER_KEY": "of-the-order",
    "MESA_CALENDAR_KEY": "of-the-calendars",
    "MESA_PASS_KEY": "of-the-passes",
    "MESA_SMTP_URL": "smtp://of-the-mail",
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "mesa")
    made.make()
    return made


@pytest.mark.parametrize("service", OURS, ids=NAMES)
def test_a_process_gets_its_own_secrets_only(
    service: ServiceCommand, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (SECRET | {"MESA_DATABASE_URL": OWNER}).items():
        monkeypatch.setenv(name, value)
    made = environment(service, home, PLAIN)
    assert {name: made[name] for name in SECRET if name in made} == {name: SECRET[name] for name in service.secrets}
    assert f"//mesa_{service.name}:" in made["MESA_DATABASE_URL"]
    assert "of-all" not in "".join(made.values())
    others = [home.logins.in_use(other).password for other in NAMES if other != service.name]
    assert not [password for password in others if password in "".join(made.values())]


@pytest.mark.parametrize("name", NAMES)
def test_the_secrets_of_a_service_are_those_that_its_settings_read(name: str) -> None:
    service: Service = import_module(f"services.{name}.app").SERVICE
    fields = service.settings.model_fields
    read = {f"MESA_{field.upper()}" for field, info in fields.items() if info.annotation is SecretStr}
    assert read == {"MESA_DATABASE_URL", "MESA_KAFKA_PASSWORD", *SECRETS.get(name, ())}


def test_a_replica_has_its_own_name_and_lines_and_the_role_of_its_service(home: Home) -> None:
    replica = replace(OURS[0], replica=2, database="127.0.0.1:7001", kafka="127.0.0.1:7002")
    made = environment(replica, home, PLAIN)
    assert (OURS[0].process_name, replica.process_name) == ("vacancies", "vacancies-2")
    assert made["MESA_DATABASE_URL"].startswith("postgresql://mesa_vacancies:")
    assert made["MESA_DATABASE_URL"].endswith("@127.0.0.1:7001/mesa")
    assert made["MESA_KAFKA_BOOTSTRAP"] == "127.0.0.1:7002"


def test_a_process_comes_to_the_bus_as_its_service_and_never_as_the_operator(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESA_KAFKA_USER", "operator")
    monkeypatch.setenv("MESA_KAFKA_PASSWORD", "of-the-operator")
    monkeypatch.setenv("MESA_KAFKA_PASSWORD_MESA_MATCHING", "of-another")
    monkeypatch.setenv("MESA_KAFKA_PASSWORD_MESA_VACANCIES", "of-vacancies")
    login = BusLogin("operator", "of-the-operator", Path("ca.pem"), "PLAIN")
    made = environment(OURS[0], home, Given(BusAddress("127.0.0.1:9092", "mesa", login), OWNER))
    said = {name: value for name, value in made.items() if name.startswith("MESA_KAFKA")}
    assert said == {
        "MESA_KAFKA_BOOTSTRAP": "127.0.0.1:9092",
        "MESA_KAFKA_USER": "mesa-vacancies",
        "MESA_KAFKA_PASSWORD": "of-vacancies",
        "MESA_KAFKA_CA": "ca.pem",
        "MESA_KAFKA_MECHANISM": "SCRAM-SHA-512",
    }
    assert HomeUsers(home.bus_users).password_of("mesa-vacancies") == "of-vacancies"
