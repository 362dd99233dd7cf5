"""How a command asks a service as an office does: with the key that the home keeps, every fault said."""

from pathlib import Path
from typing import Any

import httpx

from deploy.cli.options import running_in
from deploy.keys import HomeKeys
from shared.access.actors import Role
from shared.errors import OperatorError

PATIENCE = 30.0


class Office:
    """One office at the door of one service. `commune`: "" for the first that this home has a key of."""

    def __init__(self, service: str, commune: str, home: Path | None) -> None:
        where, running = running_in(home)
        keys = HomeKeys(where.keys)
        self.commune = commune or _first(keys, where.keys)
        self._url = running.services[service]
        self._shown = keys.bearer(Role.OFFICER, self.commune)

    def get(self, path: str, **query: Any) -> Any:
        """What a view answers. OperatorError if it is refused or the service is away."""
        wanted = {name: value for name, value in query.items() if value is not None}
        return self._answer("GET", path, params=wanted)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """What a request is answered, in the name of the office. OperatorError with every fault."""
        return self._answer("POST", path, json={"commune": self.commune, **body})

    def _answer(self, method: str, path: str, **how: Any) -> Any:
        try:
            answer = httpx.request(method, self._url + path, headers=self._shown, timeout=PATIENCE, **how)
        except httpx.HTTPError as away:
            what = f"{self._url} cannot be asked: {type(away).__name__}"
            raise OperatorError(what, do="see mesa status; the same command again is safe", code=3) from None
        if answer.is_success:
            return answer.json()
        told = answer.json() if answer.headers.get("content-type") == "application/problem+json" else {}
        faults = [_said(fault) for fault in told.get("errors", ())] or [told.get("title", answer.reason_phrase)]
        raise OperatorError("; ".join(faults), f"{answer.status_code} {method} {path}", code=1)


def _first(keys: HomeKeys, folder: Path) -> str:
    found = sorted(file.name.partition("-")[0] for file in folder.glob(f"*-{Role.OFFICER.value}"))
    if not found:
        raise OperatorError("this home has no key of an office", folder, "mesa up makes them")
    return found[0]


def _said(fault: dict[str, str]) -> str:
    return f"{fault['field']}: {fault['text']}" if fault.get("field") else fault["text"]
