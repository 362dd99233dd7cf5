"""`mesa placements`: verify declared placements by the contribution record, with an account of every row."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import asyncpg
import httpx
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.cli.options import HomeOption, running_in
from deploy.cli.placement_records import RunningPlacementRecords
from deploy.keys import HomeKeys
from deploy.machine.home import Home, RunningStack
from services.matching.imports.office import office_of
from services.matching.vault import Vault, vault_of
from services.vacancies.imports.contribution_file import ContributionRow, read_contributions
from services.vacancies.imports.contributions import ContributionReport, verify_all
from shared.access.actors import Role
from shared.errors import OperatorError
from shared.sealing import NoKeyError

app = typer.Typer(no_args_is_help=True)


@app.callback()
def placements() -> None:
    """Placements: declared by officers, verified or refuted months later."""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="CSV with the columns rut (or candidato), periodo, dias.")],
    commune: Annotated[str, typer.Option(help="CUT of the office that imports: placements whose credit it shares.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, say nothing.")] = False,
    home: HomeOption = None,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Verify or refute declared placements by a file of pension contributions.

    Every row is verified, refuted, there already, or put aside with the reason. The same file twice says nothing new.
    A RUT is used on this machine only, to recognise the person; it is not sent anywhere.
    """
    commune, lines = office_of(commune), read_contributions(file)
    where, running = running_in(home)
    with Progress(console=Console(stderr=True), disable=json_, transient=True) as progress:
        task = progress.add_task("Revisando cotizaciones", total=len(lines))
        report = _reached(lines, commune, where, running, not dry_run, lambda: progress.advance(task))
    if json_:
        print(json.dumps({**report.as_json(), "dry_run": dry_run}, ensure_ascii=False))
    else:
        _show(report, dry_run)


def _reached(
    lines: list[ContributionRow], commune: str, where: Home, running: RunningStack, ask: bool, tell: Callable[[], None]
) -> ContributionReport:
    vault = _vault(where) if any(line.is_rut for line in lines) else None
    try:
        shown = HomeKeys(where.keys).bearer(Role.OFFICER, commune)
        return asyncio.run(_verify(lines, commune, running, shown, vault, ask, tell))
    except (OSError, asyncpg.PostgresError, httpx.HTTPError) as away:
        what = f"the running stack cannot be asked: {type(away).__name__}"
        raise OperatorError(what, do="see mesa status; the same command again is safe", code=3) from None


async def _verify(
    lines: list[ContributionRow],
    commune: str,
    running: RunningStack,
    shown: dict[str, str],
    vault: Vault | None,
    ask: bool,
    tell: Callable[[], None],
) -> ContributionReport:
    db = await asyncpg.connect(running.dsn)
    try:
        async with httpx.AsyncClient(base_url=running.services["vacancies"], timeout=30, headers=shown) as http:
            return await verify_all(lines, RunningPlacementRecords(db, http, vault, commune), ask, tell)
    finally:
        await db.close()


def _vault(where: Home) -> Vault:
    try:
        return vault_of(os.environ.get("MESA_IDENTITY_KEY") or where.identity_key())
    except NoKeyError as bad:
        raise OperatorError("MESA_IDENTITY_KEY is not 32 bytes in base64", do="set it right, or unset it") from bad


def _show(report: ContributionReport, dry_run: bool) -> None:
    console = Console()
    table = Table(title="Ensayo: no se anotó nada" if dry_run else "Cotizaciones", title_justify="left")
    table.add_column("")
    table.add_column("filas", justify="right")
    for name, count in (
        ("leídas", report.rows),
        ("se verificarían o refutarían" if dry_run else "verificadas", report.verified),
        ("refutadas", report.refuted),
        ("ya estaban", report.already),
        ("apartadas", report.quarantined),
    ):
        table.add_row(name, str(count))
    console.print(table)
    for fault in report.faults[:20]:
        console.print(f"  fila {fault.row}: {fault.text} ({fault.reason})", markup=False)
