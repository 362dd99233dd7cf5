"""`mesa certificates`: for a Kafka that asks for logins and is not started by `mesa up`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from deploy.machine import certificates
from shared.errors import OperatorError


def command(
    folder: Annotated[Path, typer.Argument(help="Where they are put.")],
    host: Annotated[list[str], typer.Option(help="A name or address of the broker; several may be given.")],
    owner: Annotated[int | None, typer.Option(help="User id to whom the broker's key is given; needs root.")] = None,
) -> None:
    """Make certificates for a broker: ca.pem for its clients (MESA_KAFKA_CA), broker.pem for itself alone.

    Again, it changes nothing. For other hosts delete both files first.
    """
    try:
        authority = certificates.make(folder, host)
        if owner is not None:
            os.chown(folder / certificates.BROKER, owner, -1)
    except OSError as no:
        raise OperatorError(f"they cannot be written: {no.strerror}", folder, "name another folder, or be root") from no
    print(f"{authority}: for the clients of {', '.join(host)}\n{folder / certificates.BROKER}: for the broker alone")
