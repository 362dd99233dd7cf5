"""`mesa provision`: topics, tables and communes into given servers, for those who run without `mesa up`."""

import os
from typing import Annotated

import typer

from deploy.cli.options import PUNILLA, HomeOption, in_scope
from deploy.machine import external_servers, provision, service
from deploy.machine.home import Home
from shared.errors import OperatorError


def command(
    home: HomeOption = None,
    communes: Annotated[str, typer.Option(help="The communes, as for mesa up.")] = PUNILLA,
) -> None:
    """Put topics, roles, tables, keys and communes into the servers of MESA_KAFKA_BOOTSTRAP and MESA_DATABASE_URL.

    Passwords of the services' roles: MESA_PASSWORD_<SERVICE>, else made up and kept in the home; so are the keys of
    the offices, their systems and the operator. Again, it changes nothing that is there.
    """
    bus, dsn = external_servers.given_bus(), os.environ.get("MESA_DATABASE_URL", "")
    if bus is None or not dsn:
        raise OperatorError(
            "no servers are named", do="set MESA_KAFKA_BOOTSTRAP and MESA_DATABASE_URL (the owner's)", code=2
        )
    cuts = in_scope(communes)
    where = Home.of(home)
    where.make()
    external_servers.wait_for_kafka(bus.servers)
    external_servers.wait_for_database(dsn)
    provision.topics(bus, cuts)
    provision.bus_users(bus, service.NAMES, cuts, where)
    applied = provision.tables(dsn, where, service.NAMES)
    provision.keys(dsn, where, service.NAMES, cuts)
    provision.communes(bus, os.environ.get("MESA_CLOCK", ""), cuts, where)
    print(f"{len(cuts)} communes, {len(applied)} migrations applied.")
