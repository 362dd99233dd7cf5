"""`mesa keys`: who may enter by HTTP. Each key is shown once; the services keep only what proves it."""

import json
import secrets
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.database import in_database
from deploy.cli.options import HomeOption, running_in
from deploy.keys import HomeKeys, KeyRow, KeyTable
from deploy.keys.home import curl
from deploy.keys.narrowing import narrowed
from deploy.keys.table import Grant
from deploy.machine.home import Home
from shared.access.actors import Role
from shared.access.keys import DAYS, NewKey, id_in
from shared.access.passes import PassWriter
from shared.access.rights import as_markdown
from shared.clock import wall
from shared.errors import OperatorError

app = typer.Typer(no_args_is_help=True, help="Credentials: create, list, show, rotate, revoke.")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
KeyId = Annotated[str, typer.Argument(help="The eight letters that `mesa keys list` shows, or mesak_<id>_….")]
ROLES = (Role.OFFICER, Role.SYSTEM, Role.INTEGRATOR, Role.OPERATOR)
FIRST = {
    Role.OFFICER: ("notifications", "/v1/notices"),
    Role.SYSTEM: ("vacancies", "/v1/vacancies"),
    Role.INTEGRATOR: ("vacancies", "/v1/vacancies"),
    Role.OPERATOR: ("vacancies", "/metrics"),
}
"""What each role may read first: a service, a path."""
T = TypeVar("T")


@app.command()
def create(
    role: Annotated[Role, typer.Option(help="What it lets do: docs/permisos.md.")],
    commune: Annotated[str, typer.Option(help="CUT of the office. An officer and a system need one.")] = "",
    label: Annotated[str, typer.Option(help="What it is for, e.g. the name of the system. No name of a person.")] = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it is valid.")] = DAYS,
    per_minute: Annotated[int | None, typer.Option(min=1, help="Most requests a minute and process.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="A name of docs/permisos.md; again for more. Else all.")
    ] = None,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """Make a key and show it, this once. Give it to whom it is for by a way that others do not read."""
    if role not in ROLES:
        raise OperatorError(f"--role {role}: no key is made for our own services", do="they have none", code=2)
    if not commune and role in (Role.OFFICER, Role.SYSTEM):
        raise OperatorError(f"a key of the role {role} needs a commune", do="give --commune, e.g. 16301", code=2)
    if commune and not _known(commune):
        raise OperatorError(f"--commune {commune}: no commune has this code", do="mesa communes list", code=2)
    grant = Grant(role, commune or None, label, days, per_minute, narrowed(role, only or ()))
    (made,) = _in(home, lambda table: table.make([grant]))
    _shown_once(made, grant, json_)


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--every", help="Those that ended as well.")] = False,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """Which keys there are: whose, until when, and when each was used last."""
    now = wall()
    rows = [row for row in _in(home, lambda table: table.all()) if every or row.state(now) == "valid"]
    if json_:
        print(json.dumps([_plain(row) for row in rows], ensure_ascii=False))
        return
    table = Table()
    for name in ("key", "role", "commune", "valid until", "last used"):
        table.add_column(name, no_wrap=True)
    table.add_column("label")
    for row in rows:
        state = row.state(now)
        until = f"{row.expires_at:%d-%m-%Y}" if state == "valid" else state
        used = f"{row.last_used_at:%d-%m-%Y %H:%M}" if row.last_used_at else "never"
        table.add_row(row.key_id, row.role.value, row.commune or "—", until, used, row.label)
    Console().print(table if rows else "There are no keys.")
    for row in rows:
        if names := _names(row.narrowed_to):
            print(f"{row.key_id} only: {', '.join(names)}")


@app.command()
def show(
    key_id: Annotated[str, typer.Argument(help="As the list shows it; else by role and commune.")] = "",
    role: Annotated[Role, typer.Option(help="Of the keys that mesa up made for this home.")] = Role.OFFICER,
    commune: Annotated[str, typer.Option(help="CUT of the office; by default the first of this home.")] = "",
    as_curl: Annotated[bool, typer.Option("--curl", help="Print a line to paste, with the key in it.")] = False,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """A key and what is known of it. The key itself is shown only if this home keeps it."""
    where, running = running_in(home)
    keys = HomeKeys(where.keys)
    if not key_id:
        key_id = _of_home(keys, role, commune)
    row = _one(home, key_id)
    file = keys.kept(row.key_id)
    if as_curl:
        if file is None:
            raise OperatorError(f"this home does not keep the key {row.key_id}", where.keys, "it was shown once")
        service, path = FIRST[row.role]
        print(curl(running.services[service], file.read_text().strip(), path))
        return
    if json_:
        print(json.dumps({**_plain(row), "file": str(file) if file else None}, ensure_ascii=False))
        return
    console = Console()
    for name, value in _plain(row).items():
        shown = "\n             ".join(value) if isinstance(value, list) else "—" if value is None else value
        console.print(f"{name:12} {shown}", markup=False, highlight=False)
    console.print(f"{'file':12} {file or 'not in this home: it was shown once'}", markup=False, highlight=False)


@app.command()
def rotate(
    key_id: KeyId,
    overlap: Annotated[float, typer.Option(min=0, help="Hours for which the old one is valid beside the new.")] = 24,
    home: HomeOption = None,
    json_: Json = False,
) -> None:
    """Make a key for the same, and let the old one end after a while: so nothing stops meanwhile."""
    old = _one(home, key_id)
    if old.state(wall()) != "valid":
        raise OperatorError(f"the key {old.key_id} is {old.state(wall())}", do="mesa keys create makes another", code=2)
    grant = old.again()

    async def both(table: KeyTable) -> NewKey:
        (made,) = await table.make([grant])
        await table.end(old.key_id, wall() + timedelta(hours=overlap), revoke=False)
        return made

    made = _in(home, both)
    keys = HomeKeys(Home.of(home).keys)
    if keys.kept(old.key_id):
        keys.keep(made.key, old.role, old.commune)
    _shown_once(made, grant, json_)


@app.command()
def revoke(key_id: KeyId, home: HomeOption = None) -> None:
    """End a key now, in every service. What is asked with it from now on is refused and logged."""
    old = _one(home, key_id)
    _in(home, lambda table: table.end(old.key_id, wall(), revoke=True))
    kept = HomeKeys(Home.of(home).keys).kept(old.key_id)
    if kept:
        kept.unlink()
    print(f"The key {old.key_id} is revoked." + (" mesa up makes a new one for this home." if kept else ""))


@app.command("for-page")
def for_page(json_: Json = False) -> None:
    """Make the key of the officers' page, and what the other services verify with: two lines for the `.env` file.

    `mesa up` makes both by itself. Change them in all services at once, or let MESA_PASS_KEYS hold the old one beside
    the new one for a moment (`old,new`), so that nobody is refused meanwhile.
    """
    seed = secrets.token_bytes(32)
    made = {"MESA_PASS_KEY": b64encode(seed).decode(), "MESA_PASS_KEYS": PassWriter(seed).public_key}
    print(json.dumps(made) if json_ else "\n".join(f"{name}={value}" for name, value in made.items()))


@app.command()
def rights() -> None:
    """The table of rights in Spanish, as docs/permisos.md has it."""
    print(as_markdown(), end="")


def _known(commune: str) -> bool:
    from shared.territory import all_communes

    return commune in all_communes()


def _of_home(keys: HomeKeys, role: Role, commune: str) -> str:
    if role in (Role.OFFICER, Role.SYSTEM) and not commune:
        files = sorted(keys.folder.glob(f"*-{role.value}"))
        commune = files[0].name.partition("-")[0] if files else "?"
    return id_in(keys.of(role, commune or None)) or ""


def _one(home: HomeOption, key_id: str) -> KeyRow:
    name = key_id.split("_")[1] if key_id.startswith("mesak_") else key_id
    found = _in(home, lambda table: table.one(name))
    if found is None:
        raise OperatorError(f"there is no key {name}", do="mesa keys list --every shows all", code=2)
    return found


def _plain(row: KeyRow) -> dict[str, str | int | list[str] | None]:
    return {
        "key": row.key_id,
        "role": row.role.value,
        "commune": row.commune,
        "label": row.label,
        "state": row.state(wall()),
        "made": row.created_at.isoformat(timespec="seconds"),
        "until": row.expires_at.isoformat(timespec="seconds"),
        "revoked": row.revoked_at.isoformat(timespec="seconds") if row.revoked_at else None,
        "last_used": row.last_used_at.isoformat(timespec="seconds") if row.last_used_at else None,
        "per_minute": row.per_minute,
        "only": _names(row.narrowed_to),
    }


def _names(narrowed_to: frozenset[str] | None) -> list[str] | None:
    return None if narrowed_to is None else sorted(narrowed_to)


def _shown_once(made: NewKey, grant: Grant, json_: bool) -> None:
    only = _names(grant.narrowed_to)
    if json_:
        told = {"key": made.key, "id": made.key_id, "role": grant.role.value, "commune": grant.commune, "only": only}
        print(json.dumps(told))
        return
    print(made.key)
    whose = f"role {grant.role}{f' of {grant.commune}' if grant.commune else ''}"
    limits = f", only for {', '.join(only)}" if only else ""
    Console(stderr=True).print(
        f"Key {made.key_id}, {whose}{limits}. Shown this once: keep it as a password.", highlight=False
    )


def _in(home: HomeOption, do: Callable[[KeyTable], Awaitable[T]]) -> T:
    dsn = running_in(home)[1].dsn
    return in_database(dsn, lambda db: do(KeyTable(db)), "the running stack's database cannot be asked")
