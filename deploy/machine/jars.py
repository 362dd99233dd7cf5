"""Jars from Maven, Apache Kafka's first: fetched once, checked against a lock file, kept in the cache."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.errors import OperatorError

VERSION = "4.2.1"
OF_A_KAFKA = (
    "without a network, unpack Kafka 4.2 and set MESA_KAFKA_JARS to its `libs` folder, or set MESA_KAFKA_BOOTSTRAP to a"
    " Kafka that runs"
)


@dataclass(frozen=True, slots=True)
class Jars:
    """`what`, as faults call it; `folder` in the cache; `coordinates` for jgo; `lock`: sha256 and name of each.

    `otherwise`: what else to do where there is no network.
    """

    what: str
    folder: str
    coordinates: str
    lock: Path
    otherwise: str = ""

    def locked(self) -> dict[str, str]:
        """Name -> sha256 of every jar."""
        lines = self.lock.read_text().split("\n")
        return {name: digest for digest, _, name in (line.partition("  ") for line in lines if line)}

    def paths(self) -> list[Path]:
        """The class path; fetches it the first time. Fault if it cannot be fetched or is not what was locked."""
        folder = cache_folder() / self.folder
        names = self.locked()
        if not folder.is_dir():
            with _alone(folder.with_name(f"{folder.name}.lock")):
                if not folder.is_dir():
                    self._fetch(folder)
        missing = [name for name in names if not (folder / name).is_file()]
        if missing:
            raise OperatorError(
                f"{len(missing)} of the {len(names)} jars of {self.what} are missing, {missing[0]} among them",
                folder,
                "delete that folder and start again: they will be fetched anew",
            )
        return [folder / name for name in names]

    def _fetch(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetching-") as part:
            whole = Path(part) / "jars"
            whole.mkdir()
            for jar in self._resolve(Path(part) / "jgo"):
                shutil.copyfile(jar, whole / jar.name)
            self._check(whole)
            whole.rename(folder)

    def _resolve(self, cache: Path) -> list[Path]:
        import jgo  # slow to import, and needed only once

        try:
            return list(jgo.build(self.coordinates, cache_dir=cache).all_jars)
        except Exception as error:
            raise OperatorError(
                f"the jars of {self.what} could not be fetched: {error}",
                "Maven Central, through jgo",
                "; ".join(filter(None, ("look at the network or proxy and start again", self.otherwise))),
            ) from error

    def _check(self, folder: Path) -> None:
        for name, digest in self.locked().items():
            jar = folder / name
            if not jar.is_file() or hashlib.sha256(jar.read_bytes()).hexdigest() != digest:
                raise OperatorError(
                    f"{name} is not the file that was locked"
                    if jar.is_file()
                    else f"{name} was not among what was fetched",
                    self.lock,
                    "the download was damaged or replaced: delete it from the local Maven repository and start again",
                )


KAFKA = Jars(
    f"Apache Kafka {VERSION}",
    f"kafka-{VERSION}",
    # slf4j-simple: Kafka's jars log through SLF4J 1.7 and bring no binding; without one its log would stay empty.
    f"org.apache.kafka:kafka_2.13:{VERSION}+org.slf4j:slf4j-simple:1.7.36",
    Path(__file__).with_name("kafka.sha256"),
    OF_A_KAFKA,
)


def cache_folder() -> Path:
    """Where what was fetched is kept for every home of this account: `mesa` in the XDG cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).absolute() / "mesa"


def kafka_jars() -> list[Path]:
    """The class path of Kafka; fetches it the first time. Fault if it cannot be fetched or is not what was locked.

    `MESA_KAFKA_JARS` names a folder that has them already, as the `libs` of an unpacked Kafka 4.2 does (no check).
    """
    given = os.environ.get("MESA_KAFKA_JARS")
    return _given(Path(given)) if given else KAFKA.paths()


def are_cached() -> bool:
    """True if starting Kafka needs no network."""
    return bool(os.environ.get("MESA_KAFKA_JARS")) or (cache_folder() / KAFKA.folder).is_dir()


def _given(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.jar"))
    if not found:
        raise OperatorError(
            "MESA_KAFKA_JARS names a folder without jars", folder, "name the `libs` folder of Kafka 4.2"
        )
    return found


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
