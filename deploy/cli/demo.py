"""`mesa demo`: a harvest that one commune cannot fill, played on a real stack, printed from the services' facts."""

import asyncio
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.audit import table as audit_table
from deploy.cli.options import HomeOption
from deploy.demo.outcome import HarvestOutcome, name
from deploy.demo.printer import FactPrinter
from deploy.demo.recorder import MissingFactError
from deploy.demo.runner import Evening, play, standing
from deploy.insights import show
from deploy.machine.home import Home
from shared.contracts.envelope import Envelope, Fact, as_data
from shared.errors import OperatorError
from shared.territory import name_of


def command(
    home: HomeOption = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, other people.")] = 1,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object a fact, and one for the end.")] = False,
) -> None:
    """A harvest in San Carlos asks for 60 people; see how the Mesa fills it, in two minutes.

    It runs a stack of its own on a driven clock (January 2026, an hour in a second), in a temporary home unless one
    is named. What is printed are the services' own facts. It ends with what the databases hold, and the audit; exit
    status 1 if the records do not add up.
    """
    console = Console(stderr=json_, width=None if sys.stdout.isatty() else 160)
    printer = FactPrinter(console)
    began = time.monotonic()
    with ExitStack() as stack:
        folder = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mesa-demo-")))
        with console.status("levantando Kafka, PostgreSQL y los cuatro servicios") as spinner:
            running = stack.enter_context(standing(Home.of(folder), lambda told: spinner.update(told.splitlines()[-1])))
        console.print(f"Todo listo en {time.monotonic() - began:.0f} s. Una hora pasa en un segundo.\n")
        try:
            evening = asyncio.run(play(running, seed, _as_json if json_ else printer.print))
        except MissingFactError as missing:
            raise OperatorError(
                str(missing), running.home.folder, "look into the logs there; run it again with --home"
            ) from None
        printer.rest()
        if json_:
            print(json.dumps({"type": "outcome", **_plain(evening)}, ensure_ascii=False))
        else:
            _end(console, evening)
    console.print(f"En total {time.monotonic() - began:.0f} s.")
    if not all(finding.holds for finding in evening.findings):
        raise typer.Exit(1)


def _as_json(envelope: Envelope[Fact]) -> None:
    fact = {
        "id": envelope.id,
        "time": envelope.time.isoformat(),
        "type": envelope.type,
        "source": envelope.source,
        "subject": envelope.subject,
        "causation_id": envelope.causation_id,
        "data": as_data(envelope.data),
    }
    print(json.dumps(fact, ensure_ascii=False), flush=True)


def _plain(evening: Evening) -> dict[str, object]:
    holds = all(finding.holds for finding in evening.findings)
    return {
        "vacancy_id": evening.vacancy,
        "outcome": asdict(evening.outcome),
        "balanced": holds,
        **evening.told.model_dump(mode="json"),
        "card": evening.card,
        "refusals": evening.refusals,
        "fair": evening.fair,
        "before": evening.before,
    }


def _end(console: Console, evening: Evening) -> None:
    console.print()
    console.print(outcome_table(evening.outcome))
    show(console, evening.told)
    _people(console, evening)
    o = evening.outcome
    console.print(
        f"Cada comuna por su cuenta: [bold]{o.alone}[/] de {o.seats} cupos. "
        f"La Mesa: [bold green]{o.together}[/] de {o.seats}. A la feria: {o.to_fair}."
    )
    chain = {name: number for name, number in evening.fair["mesa"].items() if number is None or number}
    steps = ", ".join(f"{'menos de 5' if n is None else n} {CHAIN[name]}" for name, n in chain.items())
    console.print(f"«{evening.fair['title']}»: {steps}.")
    wrong = [finding for finding in evening.findings if not finding.holds]
    if wrong:
        console.print(audit_table(wrong))
    else:
        console.print(f"Los libros cuadran: {len(evening.findings)} comprobaciones, ninguna falla.")


CHAIN = {
    "visitors": "visitas",
    "interviews": "entrevistas",
    "referred": "derivaciones",
    "placed": "colocaciones",
    "verified": "verificadas",
}


def _people(console: Console, evening: Evening) -> None:
    """A card as an officer reads it to the person in front of them, and the refusals an officer could export."""
    if card := evening.card:
        who = f"{card['candidate_ref'][:10]} de {name_of(card['commune'])}"
        console.print(f"\n[bold]Una ficha[/] — {who}: {card['summary']}", highlight=False)
        for check in card["checks"]:
            console.print(f"  {'[green]✓[/]' if check['passes'] else '[red]✗[/]'} {check['text']}", highlight=False)
        console.print(f"  El único cambio que haría falta: [bold]{card['change']['text']}[/]", highlight=False)
    for refusal in evening.refusals:
        console.print(
            f"\n[bold]Rechazo anotado en {name_of(refusal['commune'])}[/]: «{refusal['title']}» de "
            f"{name_of(refusal['vacancy_commune'])}. {refusal['cause_text']} ({refusal['law']}). Nada se informa solo.",
            highlight=False,
        )
    console.print()


def outcome_table(outcome: HarvestOutcome) -> Table:
    table = Table("comuna", "cupos que llenó", "crédito", "demora en responder", title="Lo que quedó en los libros")
    for share in outcome.shares:
        took = "" if share.answer_minutes is None else f"{share.answer_minutes:.0f} min"
        table.add_row(name(share), str(share.placed), f"{share.credit / 1000:.1f}", took)
    return table
