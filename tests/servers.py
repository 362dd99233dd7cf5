"""Where the real Kafka and PostgreSQL of the tests come from: given, in containers, or embedded; never a stand-in."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from deploy.machine import ports
from deploy.machine.kafka import EmbeddedKafka
from deploy.machine.postgres import EmbeddedPostgres

KAFKA_IMAGE = "apache/kafka:4.2.1"
POSTGRES_IMAGE = "postgres:18"
MIGRATED = f"migrated_{os.getpid()}"
"""How the names of the databases begin that are copied for each test; `postgres_server` drops them in the end."""

QUICK = {"scram_iterations": "1", "fsync": "off", "full_page_writes": "off"}
"""The client hashes a password 4,096 times in Python for each connection, and a test opens about ten; each test has a
database of its own, which is made and dropped. This server is never killed: those that are have a disk that counts.
"""

SMALL_LOGS = {"log.index.size.max.bytes": "4096", "log.cleaner.enable": "false"}
"""A broker of the tests has thousands of partitions, each with two index files of ten megabytes mapped into memory."""

GIVEN_KAFKA = "MESA_TEST_KAFKA_BOOTSTRAP"
GIVEN_DATABASE = "MESA_TEST_DATABASE_URL"


class From(StrEnum):
    """Who runs a server."""

    GIVEN = "given"
    CONTAINER = "container"
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class Choice:
    """Where each server comes from, and its address if it is given."""

    kafka: From
    postgres: From
    bootstrap: str = ""
    dsn: str = ""


def choose(environment: Mapping[str, str], engine_answers: Callable[[], bool]) -> Choice:
    """Given servers first, then containers where an engine answers, then the embedded ones. Asks the engine last."""
    bootstrap, dsn = environment.get(GIVEN_KAFKA, ""), environment.get(GIVEN_DATABASE, "")
    if bootstrap and dsn:
        return Choice(From.GIVEN, From.GIVEN, bootstrap, dsn)
    other = From.CONTAINER if engine_answers() else From.EMBEDDED
    return Choice(From.GIVEN if bootstrap else other, From.GIVEN if dsn else other, bootstrap, dsn)


def docker_answers() -> bool:
    """Whether a container engine answers at once, where DOCKER_HOST says or at the usual socket."""
    where = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    if where.scheme != "unix":
        return ports.answers(where.hostname or "", where.port or 2375)
    with socket.socket(socket.AF_UNIX) as engine:
        engine.settimeout(3)
        return engine.connect_ex(where.path) == 0


@contextmanager
def running(choice: Choice, folder: Path) -> Iterator[tuple[str, str]]:
    """(Kafka's bootstrap, the owner's DSN of PostgreSQL) while the block runs. State lives under `folder`."""
    with ExitStack() as stack:
        yield _kafka(choice, folder, stack), _postgres(choice, folder, stack)


def _kafka(choice: Choice, folder: Path, stack: ExitStack) -> str:
    match choice.kafka:
        case From.GIVEN:
            return choice.bootstrap
        case From.EMBEDDED:
            return stack.enter_context(EmbeddedKafka(folder / "kafka", settings=SMALL_LOGS)).bootstrap
        case From.CONTAINER:
            return _kafka_container(stack)


def _kafka_container(stack: ExitStack) -> str:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    port = ports.free_port()
    container = DockerContainer(KAFKA_IMAGE).with_bind_ports(port, port)
    for name, value in container_settings(port).items():
        container = container.with_env(name, value)
    stack.enter_context(container.waiting_for(LogMessageWaitStrategy("Kafka Server started")))
    return f"{container.get_container_host_ip()}:{port}"


def container_settings(port: int) -> dict[str, str]:
    """The environment of a single KRaft node that tells its clients the port it is bound to on this machine."""
    return {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://localhost:{port}",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    }


def _postgres(choice: Choice, folder: Path, stack: ExitStack) -> str:
    match choice.postgres:
        case From.GIVEN:
            return choice.dsn
        case From.EMBEDDED:
            return stack.enter_context(EmbeddedPostgres(folder / "postgres", settings=QUICK)).dsn
        case From.CONTAINER:
            from testcontainers.community.postgres import PostgresContainer

            container = stack.enter_context(PostgresContainer(POSTGRES_IMAGE, dbname="mesa", driver=None))
            return str(container.get_connection_url())
