"""What no topic and no log line may hold: looked for in all that the tests of a session have left on the disk."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog

PEOPLE = ("Fuentealba", "Ana Muñoz", "rosa@example.cl", "12667869", "17317684", "9868503")
"""Of those whom the tests register, by name, address and RUT: all that no pseudonym says."""

_NEEDLES = re.compile("|".join(re.escape(word) for word in PEOPLE).encode())
_DOTS = re.compile(rb"(?<=\d)\.(?=\d{3})")
_INTAKE = re.compile(r"\.intake\.\d{5}-\d+$")


def leaks_in(folder: Path) -> Iterator[str]:
    """Each log file and each segment of a topic below a folder that names a person. Kafka's segments end in .log too.

    What a commune has put on its own intake is not ours; that nothing of it goes on is what is looked for.
    """
    for file in sorted(folder.rglob("*.log")):
        if _INTAKE.search(file.parent.name):
            continue
        if found := sorted({match.decode() for match in _NEEDLES.findall(_DOTS.sub(b"", file.read_bytes()))}):
            yield f"{file.parent.name}/{file.name}: {', '.join(found)}"


def keep_log_lines(file: Path) -> None:
    """Write the log lines of services within this process to a file as well."""

    def keep(logger: Any, name: str, event: Any) -> Any:
        with file.open("a", encoding="utf-8") as lines:
            lines.write(f"{event}\n")
        return event

    structlog.configure(processors=[keep, *structlog.get_config()["processors"]])
