"""The smallest service there can be: ready at once, says what it was given, and dies when asked to."""

import asyncio
import json
import os
import sys
from typing import Any


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["path"] == "/die":
        print("the last words of a service", file=sys.stderr, flush=True)
        asyncio.get_running_loop().call_soon(os._exit, 7)
    given = {name: value for name, value in os.environ.items() if name.startswith("MESA_")}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(given).encode()})


async def _lifespan(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
