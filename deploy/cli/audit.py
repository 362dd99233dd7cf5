"""`mesa audit`: check that the records of the services add up, on a running stack."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import asyncpg
import typer
from rich.console import Console
from rich.table import Table

from deploy.audit import Finding
from deploy.audit import audit as look
from deploy.cli.options import HomeOption, running_in
from shared.clock import clock_of
from shared.errors import OperatorError


def command(
    home: HomeOption = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds that work under way may take to settle.")] = 15.0,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Check the records within each service and between them; exit status 1 if something does not add up."""
    _, running = running_in(home)
    try:
        findings = asyncio.run(look(running.dsn, clock_of(running.clock), wait))
    except (OSError, asyncpg.PostgresError) as away:
        what = f"the database cannot be asked: {type(away).__name__}"
        raise OperatorError(what, do="mesa status shows what runs", code=3) from None
    if json_:
        print(as_json(findings))
    else:
        Console().print(table(findings))
    if not all(finding.holds for finding in findings):
        raise typer.Exit(1)


def as_json(findings: list[Finding]) -> str:
    holds = all(finding.holds for finding in findings)
    return json.dumps({"balanced": holds, "checks": [asdict(finding) for finding in findings]}, ensure_ascii=False)


def table(findings: list[Finding]) -> Table:
    """For people: what holds, and under what does not, which and what to do."""
    shown = Table("what must hold", "looked at", "wrong", "which, and what to do")
    for finding in findings:
        colour = "green" if finding.holds else "bold red"
        which = "" if finding.holds else f"{', '.join(finding.first)}\n{finding.do}"
        shown.add_row(finding.name, f"{finding.looked_at:,}", f"[{colour}]{finding.wrong:,}[/]", which)
    return shown
