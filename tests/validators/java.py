"""Programs of this folder under the Java that runs Kafka, with jars of Maven: fetched once, checked, kept in the cache.

That Java has no compiler, so that the jars bring Eclipse's.
"""

import subprocess
import tempfile
from pathlib import Path

from deploy.machine.jars import Jars
from deploy.machine.kafka import java

FOLDER = Path(__file__).parent / "ical4j"
JARS = Jars(
    "ical4j 4.2.3",
    "ical4j-4.2.3",
    "org.mnode.ical4j:ical4j:4.2.3+org.eclipse.jdt:ecj:3.43.0+org.slf4j:slf4j-nop:2.0.17",
    FOLDER / "jars.sha256",
)
COMPILER = "org.eclipse.jdt.internal.compiler.batch.Main"
OFFLINE = "-Dnet.fortuna.ical4j.timezone.update.enabled=false"
LONGEST_S = 300


def run(program: str, given: bytes) -> str:
    """What `program` of the folder writes. Raises OperatorError without jars or Java, AssertionError if it failed."""
    jars = ":".join(map(str, JARS.paths()))
    with tempfile.TemporaryDirectory() as compiled:
        _java("-cp", jars, COMPILER, "-21", "-nowarn", "-cp", jars, "-d", compiled, str(FOLDER / f"{program}.java"))
        return _java(OFFLINE, "-Dfile.encoding=UTF-8", "-cp", f"{jars}:{compiled}", program, given=given)


def _java(*arguments: str, given: bytes = b"") -> str:
    done = subprocess.run([str(java()), *arguments], input=given, capture_output=True, timeout=LONGEST_S, check=False)
    assert done.returncode == 0, (done.stderr or done.stdout).decode(errors="replace")[-2000:]
    return done.stdout.decode()
