"""HTTP requests that become commands, with their idempotency key, and the read access of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Response
from fastapi import Request as HttpRequest
from pydantic import ConfigDict
from pydantic_core import from_json

from shared.access.actors import How
from shared.contracts.envelope import Cut, Instant, Part, Request, commune_source, root_envelope
from shared.contracts.replies import Fault
from shared.http.doorkeeper import actor_of, require, require_commune
from shared.http.idempotency import id_of
from shared.http.manners import JSON
from shared.http.problems import Problem
from shared.http.statuses import status_of
from shared.messaging.held import HELD_UNTIL
from shared.messaging.validation import KEY, faults_of_request, pointed
from shared.postgres.reader import Reader
from shared.runtime import Runtime

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=KEY,
        description="La misma clave otra vez recibe la misma respuesta. Caracteres ASCII visibles, sin espacios",
    ),
]
"""It becomes the id of the request, and of what follows the cause: `cloudevents.read` takes it as an attribute."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How something is asked: under which key, and whether it is only tried."""

    key: str | None = None
    dry_run: bool = False
    response: Response | None = None


def _asking(
    response: Response,
    key: IdempotencyKey = None,
    dry_run: Annotated[
        bool, Query(description="Solo probar: responde lo que respondería, o por qué no, y no hace nada")
    ] = False,
) -> Asking:
    return Asking(key, dry_run, response)


Tried = Annotated[Asking, Depends(_asking)]
"""Of a route whose request can be tried without doing it: what it answers is all that it gives."""


class Body(Part):
    """The body of a request about something its path names: who asks. A field that nobody knows is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    commune: Cut
    """CUT code of the commune that asks, five digits; it must be that of your key."""


class HoldableBody(Body):
    """The body of a request that may be held, and taken back until its time has come."""

    not_before: Instant | None = None
    """Decide it at this instant, at most an hour ahead, and not if it is taken back before; null: now."""


HELD: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "En espera hasta `held_until`; se deshace por `held_id`",
        "model": dict[str, str],
    }
}
"""What a route answers, beside its usual status, whose request may be held."""


def runtime_of(http: HttpRequest) -> Runtime:
    runtime: Runtime = http.app.state.runtime
    return runtime


def _reader(http: HttpRequest) -> Reader:
    # the pool is taken at the first query: an invalid request gets its 422 even while the database is not reached
    return Reader(lambda: runtime_of(http).pool)


Read = Annotated[Reader, Depends(_reader)]
"""What a query reads with. Raises TransientError, which becomes a 503."""


async def require_bearable(http: HttpRequest, asked: Part) -> None:
    """Raises Problem for what no request may hold: `submit` asks it, and each route that takes a body and does not."""
    if faults := faults_of_request(asked):
        raise Problem(422, "invalid", await _in_body(http, pointed(faults, asked)))


async def submit(http: HttpRequest, command: Request, how: Asking | str | None) -> dict[str, str]:
    """Process a request as a batch of one and return its result. Raises Problem.

    `how`: its key, or how it is asked. What is only tried is decided as it would be now, and nothing of it is kept.

    Who asks needs the right to this request, and asks in the name of their own commune.

    The same request under the same key gets the same answer; another request under that key is refused.
    """
    require(http, command.WIRE)
    require_commune(http, command.commune, command.WIRE)
    await require_bearable(http, command)
    runtime = runtime_of(http)
    asking = how if isinstance(how, Asking) else Asking(how)
    identity = _id_of(runtime, command.commune, None if asking.dry_run else asking.key)
    trace = http.headers.get("traceparent")
    actor = actor_of(http)
    officer = actor.who if actor.how is How.PASS else None
    envelope = root_envelope(command, identity, commune_source(command.commune), runtime.now(), trace, officer)
    reply = await (runtime.batches.try_out(envelope) if asking.dry_run else runtime.batches.handle(envelope))
    if reply is None:
        raise Problem(500, "parked", detail=f"Solicitud {identity}")
    # the inbox knows the key by its id alone, so that the reply to another request may come back here
    if not reply.is_to(command):
        text = "Esta clave ya se usó para otra solicitud: no se hizo nada. Use una clave nueva"
        raise Problem(422, "rejected", [Fault(code="idempotency_key_reused", field="Idempotency-Key", text=text)])
    if reply.faults:
        raise Problem(status_of(reply.faults[0], http.path_params), "rejected", await _in_body(http, reply.faults))
    if asking.response and HELD_UNTIL in reply.result:
        asking.response.status_code = 202
    return dict(reply.result)


async def _in_body(http: HttpRequest, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults, with a pointer only where the body has that field: some come by the path, some by If-Match."""
    body = await http.body()
    # only JSON has fields to point at
    sent = from_json(body) if body and JSON in http.headers.get("content-type", "").lower() else {}
    return tuple(
        fault if fault.field.partition(".")[0] in sent else fault.model_copy(update={"pointer": None})
        for fault in faults
    )


def _id_of(runtime: Runtime, commune: str, key: str | None) -> str:
    try:
        return id_of(runtime.admission.secret, commune, key)
    except ValueError as rut:
        fault = Fault(code="idempotency_key_is_rut", field="Idempotency-Key", text=str(rut))
        raise Problem(422, "rejected", [fault]) from rut


def require_no_nul(http: HttpRequest) -> None:
    """Raises Problem for a NUL in the address: PostgreSQL stores no text with one, and refuses to compare it."""
    faults = [
        Fault(code="nul_character", field=name.replace("\0", ""), text="Tiene un carácter nulo, que ningún texto lleva")
        for name, value in http.query_params.multi_items()
        if "\0" in name + value
    ]
    if faults:
        raise Problem(422, "invalid", faults)
