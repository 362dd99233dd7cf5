"""The command of the image: `vacancies`, `matching`, `events` or `notifications` runs that service, else `mesa …`."""

import os
import sys
from collections.abc import Mapping, Sequence

from deploy.machine.service import NAMES, UVICORN

PORT = "8000"


def command(arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """What is run. A service listens on all of the container's interfaces, at MESA_PORT."""
    if arguments and arguments[0] in NAMES:
        app = f"services.{arguments[0]}.app:app"
        port = environment.get("MESA_PORT", PORT)
        uvicorn = [sys.executable, "-m", "uvicorn", app, "--host", "0.0.0.0", "--port", port]  # noqa: S104 - a container
        return [*uvicorn, *UVICORN]
    return [sys.executable, "-m", "deploy.cli", *arguments]


if __name__ == "__main__":
    run = command(sys.argv[1:], os.environ)
    os.execv(run[0], run)  # noqa: S606 - the process is the service: signals reach it
