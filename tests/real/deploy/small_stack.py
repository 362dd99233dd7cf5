"""`mesa up` as a process, with two small services in place of ours: `python small_stack.py HOME`.

Untied: what a kill -9 leaves behind stays, as it does where the system does not help.
"""

import sys
from pathlib import Path

from rich.console import Console

from deploy.cli.up import hold
from deploy.machine.home import Home
from deploy.machine.provision import Provisioning
from deploy.machine.service import ServiceCommand
from deploy.machine.stack import Stack

HERE = Path(__file__).parent
SERVICES = (ServiceCommand("matching", "small_app:app", HERE), ServiceCommand("vacancies", "small_app:app", HERE))
BARE = Provisioning(keys=lambda dsn, home, names, cuts: None, communes=lambda bus, clock, cuts, home: None)

if __name__ == "__main__":
    home = Home(Path(sys.argv[1]))
    hold(Console(width=200), home, lambda tell: Stack(home, ("16301",), tell, SERVICES, BARE, tied=False))
