"""Where the servers of the tests come from is a choice, and the choice is tested."""

from collections.abc import Mapping

import pytest

from tests.servers import GIVEN_DATABASE, GIVEN_KAFKA, Choice, From, choose, container_settings

KAFKA, DATABASE = {GIVEN_KAFKA: "kafka:9092"}, {GIVEN_DATABASE: "postgresql://u@db/mesa"}


@pytest.mark.parametrize(
    ("environment", "engine", "expected"),
    [
        pytest.param({}, False, Choice(From.EMBEDDED, From.EMBEDDED), id="nothing given, no engine"),
        pytest.param({}, True, Choice(From.CONTAINER, From.CONTAINER), id="an engine answers"),
        pytest.param(
            {**KAFKA, **DATABASE},
            True,
            Choice(From.GIVEN, From.GIVEN, "kafka:9092", "postgresql://u@db/mesa"),
            id="given servers come before an engine",
        ),
        pytest.param(
            KAFKA, False, Choice(From.GIVEN, From.EMBEDDED, "kafka:9092"), id="only Kafka is given, no engine"
        ),
        pytest.param(
            DATABASE,
            True,
            Choice(From.CONTAINER, From.GIVEN, "", "postgresql://u@db/mesa"),
            id="only PostgreSQL is given",
        ),
    ],
)
def test_given_then_containers_then_embedded(environment: Mapping[str, str], engine: bool, expected: Choice) -> None:
    assert choose(environment, lambda: engine) == expected


def test_an_engine_is_not_asked_where_both_are_given() -> None:
    def asked() -> bool:
        raise AssertionError("nobody needs an engine here")

    assert choose({**KAFKA, **DATABASE}, asked).kafka is From.GIVEN


def test_the_container_tells_its_clients_the_port_they_can_reach() -> None:
    settings = container_settings(31_999)
    assert settings["KAFKA_ADVERTISED_LISTENERS"].endswith("localhost:31999")
    assert settings["KAFKA_LISTENERS"].startswith("PLAINTEXT://:31999,")
