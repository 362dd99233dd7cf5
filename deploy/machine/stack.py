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
from shared.messaging.address import BusAddress

Tell = Callable[[str], None]


def _all(waits: Sequence[Future[None]]) -> None:
    """Waits for all; raises the first error as soon as it is there, while others may still wait."""
    done, _ = wait(waits, return_when=FIRST_EXCEPTION)
    for each in done:
        each.result()


class Stack:
    """One stack in one home. `start`, then `watch` until a signal, then `stop`; all three in the main thread.

    `tell` is given what happens, a line or more for people each time. `tied`: see Process; `doors`: EmbeddedKafka.
    `secure`: the broker asks everybody for a login, as it does in a home where it once did.
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
        secure: bool = False,
    ) -> None:
        self.home, self.cuts, self._services, self._tell, self._tied = home, cuts, services, tell, tied
        self._provisioning = provisioning
        self._given_bus = external_servers.given_bus()
        self._given_dsn = os.environ.get("MESA_DATABASE_URL", "")
        self.clock = with_origin(os.environ.get("MESA_CLOCK", ""))
        self.kafka = EmbeddedKafka(
            home.kafka,
            remembered=home.ports,
            pid_file=home.pid_file("kafka"),
            log=home.log_of("kafka"),
            doors=doors,
            guard=home.guard() if secure or home.asks_for_logins else None,
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
    def bus(self) -> BusAddress:
        """As the operator."""
        prefix = os.environ.get("MESA_TOPIC_PREFIX") or "mesa"
        guard = self.kafka.guard
        return self._given_bus or BusAddress(self.kafka.bootstrap, prefix, guard.login if guard else None)

    @property
    def dsn(self) -> str:
        """The database owner's address."""
        return self._given_dsn or self.postgres.dsn

    @property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(each.name for each in self._services))

    def _own(self) -> list[EmbeddedKafka | EmbeddedPostgres]:
        own: list[EmbeddedKafka | EmbeddedPostgres] = []
        if not self._given_bus:
            own.append(self.kafka)
        if not self._given_dsn:
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
        if self._given_bus:
            external_servers.wait_for_kafka(self.bus.servers)
        else:
            self.kafka.wait_ready()
        self._provisioning.topics(self.bus, self.cuts)
        self._provisioning.bus_users(self.bus, self._names, self.cuts, self.home)
        self._provisioning.communes(self.bus, self.clock, self.cuts, self.home)
        self._told("kafka", self.bus.servers, began)

    def _provision_database(self) -> None:
        began = time.monotonic()
        if self._given_dsn:
            external_servers.wait_for_database(self.dsn)
        else:
            self.postgres.wait_ready()
        self._provisioning.tables(self.dsn, self.home, self._names)
        self._provisioning.keys(self.dsn, self.home, self._names, self.cuts)
        self._told("postgres", self.dsn.rpartition("@")[2], began)

    def _start_services(self, pool: ThreadPoolExecutor) -> None:
        given = service.Given(self.bus, self.dsn, self.clock)
        for each in self._services:
            running = service.ServiceProcess(each, self.home, given, self._tied)
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
        self.home.tell(RunningStack(self.bus, self.dsn, self.clock, urls, ready))

    def watch(self, stop: threading.Event) -> None:
        """Restarts what dies until `stop` is set."""
        self.supervisor.watch(stop)

    def stop(self) -> None:
        """Stops the services, then Kafka, then PostgreSQL. Given servers are left alone."""
        self.supervisor.stop([self.kafka.name], [self.postgres.name])
        self.home.forget_running()
        self.running.clear()
