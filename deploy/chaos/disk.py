"""A small disk of memory for the database, so that it can be filled without filling the machine's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.machine import os_user

MEGABYTES = 700


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """`folder` as a disk of its own while the block runs; None where none can be mounted or it would not be used."""
    mounted = _mount(folder)
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


def _mount(folder: Path) -> bool:
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    if not os_user.others_reach(folder):  # the database's files would lie elsewhere
        return False
    size = f"size={MEGABYTES}m,mode=0755"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "mesa", str(folder)], check=False, capture_output=True)
    return done.returncode == 0
