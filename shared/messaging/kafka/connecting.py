"""How a client comes to the broker, with TLS and a password where it has a login; and why it did not come in."""

import ssl
from functools import lru_cache
from pathlib import Path
from typing import Any

from aiokafka.conn import AIOKafkaConnection, collect_hosts, create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError, SaslAuthenticationFailed
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram512

from shared.messaging.address import PLAIN, BusAddress, BusLogin
from shared.messaging.unit_of_work import TransientError

ASK_MS = 5_000
CLOSE_SECONDS = 0.5
"""So long a line with TLS may take to close: uvloop waits half a minute for a broker that sends what it was asked for.

Source: https://github.com/MagicStack/uvloop/issues/471
"""


def install() -> None:
    """Let every client of this process close its lines soon."""
    close = AIOKafkaConnection.close

    def closed_soon(connection: Any, reason: Any = None, exc: Any = None) -> Any:
        writer = connection._writer
        closed = close(connection, reason, exc)
        if writer is not None and "SSL" in connection._security_protocol:
            # who closes has had every answer it wants
            connection._loop.call_later(CLOSE_SECONDS, writer.transport.abort)
        return closed

    AIOKafkaConnection.close = closed_soon


def client_of(bus: BusAddress) -> dict[str, Any]:
    """The settings of a client of aiokafka. Raises OSError if the certificates cannot be read."""
    return {"bootstrap_servers": bus.servers, **_login_of(bus)}


def security_of(bus: BusAddress) -> BaseSecurity | None:
    """The login in the form of FastStream. Raises OSError if the certificates cannot be read."""
    if bus.login is None:
        return None
    kind = SASLPlaintext if bus.login.mechanism == PLAIN else SASLScram512
    return kind(bus.login.user, bus.login.password, use_ssl=True, ssl_context=_trusting(bus.login.ca))


async def not_reached(bus: BusAddress, error: BaseException) -> TransientError:
    """What kept a client from the bus. aiokafka says "unable to bootstrap" of every refusal: each server is asked."""
    if not isinstance(error, KafkaConnectionError):
        return TransientError(type(error).__name__)
    said = [await _asked(bus, f"{host}:{port}", host, port) for host, port, _ in collect_hosts(bus.servers)]
    return TransientError("; ".join(dict.fromkeys(said)))


async def _asked(bus: BusAddress, where: str, host: str, port: int) -> str:
    try:
        connection = await create_conn(host, port, request_timeout_ms=ASK_MS, **_login_of(bus))
    except SaslAuthenticationFailed:
        return f"the broker at {where} refuses the user {_user(bus.login)}: wrong password, or no such user"
    except ssl.SSLError as no:
        return f"{where} is not the broker that MESA_KAFKA_CA vouches for: {getattr(no, 'verify_message', no.reason)}"
    except KafkaError as no:
        why = type(no).__name__ if bus.login else "it may want a login (MESA_KAFKA_USER)"
        return f"the broker at {where} closes the line: {why}"
    except (OSError, TimeoutError):
        return f"no broker answers at {where}"
    connection.close()
    return f"the broker at {where} has just come back"


def _user(login: BusLogin | None) -> str:
    return login.user if login else "without a name"


def _login_of(bus: BusAddress) -> dict[str, Any]:
    if bus.login is None:
        return {}
    return {
        "security_protocol": "SASL_SSL",
        "ssl_context": _trusting(bus.login.ca),
        "sasl_mechanism": bus.login.mechanism,
        "sasl_plain_username": bus.login.user,
        "sasl_plain_password": bus.login.password,
    }


@lru_cache
def _trusting(ca: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca)
