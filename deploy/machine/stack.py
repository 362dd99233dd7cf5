"""The whole on one machine: Kafka and PostgreSQL at once, then topics and tables, then the services at once."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from deploy.machine import external_servers, jars, provision, service
from deploy.machine.home import Home, RunningStack
from deploy.machine.kafka import EmbeddedKafka
from deploy.machine.postgres import EmbeddedPostgres
from deploy.machine.supervisor import Supervisor
from shared.clock import with_origin

Tell = Callable[[str], None]


def _all(waits: Sequence[Future[None]]) -> None:
    """Waits for all; raises the first error as soon as it is there, while others may still wait."""
    done, _ = wait(waits, return_when=FIRST_EXCEPTION)
    for each in done:
        each.result()


class Stack:
    """One stack in one home. `start`, then `watch` until a signal, then `stop`; all three in the main thread.

    `tell` is given what happens, a line or more for people each time. `tied`: see Process; `doors`: EmbeddedKafka.
    """

    def __init__(
        self,
        home: Home,
        cuts: tuple[str, ...],
        tell: Tell,
        services: Sequence[service.ServiceCommand] = service.OURS,
        provisioning: provision.Provisioning = provision.Provisioning(),  # noqa: B008 - frozen
        tied: bool = True,
        doors: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        self.home, self.cuts, self._services, self._tell, self._tied = home, cuts, services, tell, tied
        self._provisioning = provisioning
        self._given = {name: os.environ.get(f"MESA_{name}", "") for name in ("KAFKA_BOOTSTRAP", "DATABASE_URL")}
        self.prefix = os.environ.get("MESA_TOPIC_PREFIX") or "mesa"
        self.clock = with_origin(os.environ.get("MESA_CLOCK", ""))
        self.kafka = EmbeddedKafka(
            home.kafka,
            remembered=home.ports,
            pid_file=home.pid_file("kafka"),
            log=home.log_of("kafka"),
            doors=doors,
            tied=tied,
        )
        self.postgres = EmbeddedPostgres(
            home.postgres,
            remembered=home.ports,
            pid_file=home.pid_file("postgres"),
            log=home.log_of("postgres"),
            tied=tied,
        )
        self.running: dict[str, service.ServiceProcess] = {}
        self.supervisor = Supervisor(tell)

    @property
    def bootstrap(self) -> str:
        return self._given["KAFKA_BOOTSTRAP"] or self.kafka.bootstrap

    @property
    def dsn(self) -> str:
        """The database owner's address."""
        return self._given["DATABASE_URL"] or self.postgres.dsn

    def _own(self) -> list[EmbeddedKafka | EmbeddedPostgres]:
        own: list[EmbeddedKafka | EmbeddedPostgres] = []
        if not self._given["KAFKA_BOOTSTRAP"]:
            own.append(self.kafka)
        if not self._given["DATABASE_URL"]:
            own.append(self.postgres)
        return own

    def start(self) -> None:
        """Returns when every service is ready. Fault if it cannot be; whatever was started is stopped then."""
        with ThreadPoolExecutor(max_workers=8, thread_name_prefix="start") as pool, self._stopping_on_error():
            self._servers(pool)
            self._start_services(pool)
        self._remember(ready=True)

    @contextmanager
    def _stopping_on_error(self) -> Iterator[None]:
        # Inside the pool's own `with`: its threads wait for processes, and end as soon as those are gone.
        try:
            yield
        except BaseException:
            self.stop()
            raise

    def _servers(self, pool: ThreadPoolExecutor) -> None:
        for name in self.home.clear_orphans():
            self._tell(f"{name}: was left by a mesa up that was killed; stopped")
        if self.kafka in self._own() and not jars.are_cached():
            self._tell("kafka: fetching its jars, 44 MB, this once")
        _all([pool.submit(server.prepare) for server in self._own()])
        for server in self._own():
            server.spawn()
            self.supervisor.add(server)
        _all([pool.submit(self._provision_kafka), pool.submit(self._provision_database)])

    def _provision_kafka(self) -> None:
        began = time.monotonic()
        if self._given["KAFKA_BOOTSTRAP"]:
            external_servers.wait_for_kafka(self.bootstrap)
        else:
            self.kafka.wait_ready()
        bus = provision.KafkaAddress(self.bootstrap, self.prefix, self.clock)
        self._provisioning.topics(bus, self.cuts)
        self._provisioning.communes(bus, self.cuts, self.home)
        self._told("kafka", self.bootstrap, began)

    def _provision_database(self) -> None:
        began = time.monotonic()
        if self._given["DATABASE_URL"]:
            external_servers.wait_for_database(self.dsn)
        else:
            self.postgres.wait_ready()
        names = list(dict.fromkeys(each.name for each in self._services))
        self._provisioning.tables(self.dsn, self.home, names)
        self._provisioning.keys(self.dsn, self.home, names, self.cuts)
        self._told("postgres", self.dsn.rpartition("@")[2], began)

    def _start_services(self, pool: ThreadPoolExecutor) -> None:
        environment = {
            "MESA_KAFKA_BOOTSTRAP": self.bootstrap,
            "MESA_DATABASE_URL": self.dsn,
            "MESA_TOPIC_PREFIX": self.prefix,
            "MESA_CLOCK": self.clock,
        }
        for each in self._services:
            running = service.ServiceProcess(each, self.home, environment, self._tied)
            running.spawn()
            self.supervisor.add(running)
            self.running[running.name] = running
        self._remember(ready=False)
        _all([pool.submit(self._until_ready, running) for running in self.running.values()])

    def _until_ready(self, running: service.ServiceProcess) -> None:
        began = time.monotonic()
        running.wait_ready()
        self._told(running.name, running.url, began)

    def _told(self, name: str, where: str, began: float) -> None:
        self._tell(f"{name}: ready at {where} after {time.monotonic() - began:.1f} s")

    def _remember(self, ready: bool) -> None:
        urls = {name: running.url for name, running in self.running.items()}
        self.home.tell(RunningStack(self.bootstrap, self.dsn, self.prefix, self.clock, urls, ready))

    def watch(self, stop: threading.Event) -> None:
        """Restarts what dies until `stop` is set."""
        self.supervisor.watch(stop)

    def stop(self) -> None:
        """Stops the services, then Kafka, then PostgreSQL. Given servers are left alone."""
        self.supervisor.stop([self.kafka.name], [self.postgres.name])
        self.home.forget_running()
        self.running.clear()
