"""The environment of a service process: its own database role, and of the secrets only those it reads."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from pydantic import SecretStr

from deploy.machine.home import Home
from deploy.machine.service import NAMES, OURS, SECRETS, ServiceCommand, environment
from shared.runtime import Service

OWNER = {"MESA_DATABASE_URL": "postgresql://owner:of-all@127.0.0.1:5432/mesa"}
SECRET = {
    "MESA_PASSWORD_VACANCIES": "of-vacancies",
    "MESA_PASSWORD_MATCHING": "of-matching",
    "MESA_IDENTITY_KEY": "of-the-identities",
    "MESA_ORDER_KEY": "of-the-order",
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
    for name, value in (SECRET | OWNER).items():
        monkeypatch.setenv(name, value)
    made = environment(service, home, OWNER)
    assert {name: made[name] for name in SECRET if name in made} == {name: SECRET[name] for name in service.secrets}
    assert f"//mesa_{service.name}:" in made["MESA_DATABASE_URL"]
    assert "of-all" not in "".join(made.values())
    others = [home.role_password(other) for other in NAMES if other != service.name]
    assert not [password for password in others if password in "".join(made.values())]


@pytest.mark.parametrize("name", NAMES)
def test_the_secrets_of_a_service_are_those_that_its_settings_read(name: str) -> None:
    service: Service = import_module(f"services.{name}.app").SERVICE
    fields = service.settings.model_fields
    read = {f"MESA_{field.upper()}" for field, info in fields.items() if info.annotation is SecretStr}
    assert read == {"MESA_DATABASE_URL", "MESA_KAFKA_PASSWORD", *SECRETS.get(name, ())}


def test_a_replica_has_its_own_name_and_lines_and_the_role_of_its_service(home: Home) -> None:
    replica = replace(OURS[0], replica=2, database="127.0.0.1:7001", kafka="127.0.0.1:7002")
    made = environment(replica, home, OWNER | {"MESA_KAFKA_BOOTSTRAP": "127.0.0.1:9092"})
    assert (OURS[0].process_name, replica.process_name) == ("vacancies", "vacancies-2")
    assert made["MESA_DATABASE_URL"].startswith("postgresql://mesa_vacancies:")
    assert made["MESA_DATABASE_URL"].endswith("@127.0.0.1:7001/mesa")
    assert made["MESA_KAFKA_BOOTSTRAP"] == "127.0.0.1:7002"
