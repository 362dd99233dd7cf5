"""A small disk of memory for the database, so that it can be filled without filling the machine's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.machine import os_user

MEGABYTES, MEGABYTES_A_MINUTE = 1_200, 40
"""The log of changes takes up to a gigabyte, and the load so much a minute: only the fault is to fill it."""


@contextmanager
def small_disk(folder: Path, seconds: float) -> Iterator[Path | None]:
    """`folder` as a disk of its own while the block runs; None where none can be mounted or it would not be used.

    It has room for so many seconds of load.
    """
    mounted = _mount(folder, MEGABYTES + int(MEGABYTES_A_MINUTE * seconds / 60))
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


def _mount(folder: Path, megabytes: int) -> bool:
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    if not os_user.others_reach(folder):  # the database's files would lie elsewhere
        return False
    size = f"size={megabytes}m,mode=0755"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "mesa", str(folder)], check=False, capture_output=True)
    return done.returncode == 0
