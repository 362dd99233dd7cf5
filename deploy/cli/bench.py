"""`mesa bench`: measures the real stack against what one would write by hand, and the coder of titles."""

import importlib
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli import show
from deploy.cli.options import HomeOption
from deploy.machine.home import Home
from deploy.machine.service import ROOT
from shared.errors import OperatorError
from shared.observe import logs

app = typer.Typer(
    help="Measure the real stack, the coder, decisions, the agenda, the help desk, the page, a race, or scale.",
    invoke_without_command=True,
)


@app.callback()
def stack(
    context: typer.Context,
    home: HomeOption = None,
    messages: Annotated[int, typer.Option(min=2_000, help="Messages of the consume paths.")] = 50_000,
    calls: Annotated[int, typer.Option(min=100, help="Vacancies called unfilled.")] = 2_000,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Measure the real stack: consume path, relay, unfilled to a neighbour's offer, what each service uses.

    It starts a stack of its own in a temporary home and stores the figures under bench/ in the home.
    """
    if context.invoked_subcommand:
        return
    bench = _bench("run")
    console = Console(stderr=True)
    with console.status("measuring") as spinner:
        figures = bench.run(messages, calls, lambda told: spinner.update(told.splitlines()[-1]))
    folder = Home.of(home).folder / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    stored: Path = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
    stored.write_text(bench.as_json(figures), encoding="utf-8")
    if json_:
        print(bench.as_json(figures))
        return
    table = Table("what", "measured", "unit", "goal", "")
    for figure in figures:
        met = "" if figure.met is None else ("[green]met[/]" if figure.met else "[yellow]missed[/]")
        table.add_row(figure.what, f"{figure.value:,.2f}", figure.unit, figure.goal, met)
    Console().print(table)
    console.print(f"Stored in {stored}. Other work on this machine shows in the figures: compare within one run.")


@app.command()
def coder(json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """How right the coder of titles is, on titles that people coded and that it was not shown. Needs no stack."""
    bench = _bench("coder")
    with Console(stderr=True).status("coding") as spinner:
        report = bench.run(spinner.update)
    if json_:
        print(report.as_json())
        return
    hits = Table("who codes", "titles", "hit@1", "hit@3")
    for line in report.hits:
        hits.add_row(line.what, f"{line.titles:,}", f"{line.hit_1:.3f}", f"{line.hit_3:.3f}")
    sure = Table("judged", "score at least", "digits", "answered", "right of these")
    for line in report.sure:
        sure.add_row(line.what, f"{line.threshold}", line.digits, f"{line.answered:.1%}", f"{line.right:.1%}")
    Console().print(hits, sure)


@app.command()
def optimum(
    sets: Annotated[int, typer.Option(min=10, help="How many contested sets.")] = 400,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, other sets.")] = 1,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """The decisions over offers in hand beside the exact assignment, where few are qualified and licences scarce."""
    bench = _bench("optimum")
    with Console(stderr=True).status("deciding") as spinner:
        found = bench.run(sets, seed, spinner.update)
    if json_:
        print(json.dumps(asdict(found)))
        return
    table = Table("of the optimum", "value", "gap", "worst", "seats", "all of it", "")
    for way in (found.answered, found.timed, found.alone):
        goal = "" if way is found.alone else "[green]met[/]" if way.value >= bench.GOAL else "[yellow]missed[/]"
        shares = (way.value, 1 - way.value, way.least, way.seats, way.best)
        table.add_row(way.what, *(f"{share:.1%}" for share in shares), goal)
    table.title, table.title_justify = f"{found.sets} contested sets, goal of the value: {bench.GOAL:.0%}", "left"
    Console().print(table)


@app.command()
def agenda(
    questions: Annotated[int, typer.Option(min=10, help="How many dates of twelve offices and eight weeks.")] = 200,
    cases: Annotated[int, typer.Option(min=10, help="How many small cases beside brute force.")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, other calendars.")] = 1,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """The agenda solver: one date, small cases beside brute force, a year. Exit status 1 if brute force differs."""
    bench = _bench("agenda")
    with Console(stderr=True).status("solving") as spinner:
        found = bench.run(questions, cases, seed, spinner.update)
    if json_:
        print(json.dumps(asdict(found)))
    else:
        table = Table("what", "measured", "goal", "")
        for line in bench.lines(found):
            met = "" if line.met is None else "[green]met[/]" if line.met else "[yellow]missed[/]"
            table.add_row(line.what, line.measured, line.goal, met)
        Console().print(table)
    if not found.holds:
        raise typer.Exit(1)


@app.command("help-desk")
def help_desk(json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """The right card among the first three, on sixty questions of our own. Exit status 1 below the goal."""
    bench = _bench("help_desk")
    with Console(stderr=True).status("searching") as spinner:
        found = bench.run(spinner.update)
    if json_:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        print(
            f"{found.questions} questions over {found.cards} cards, {found.p50:.1f} ms each, {found.worst:.1f} at most"
        )
        print(f"right card first {found.first:.0%}, among three {found.first_three:.0%} (goal {bench.GOAL:.0%})")
        for question, wanted, came in found.missed:
            print(f"  missed: «{question}» wanted {wanted}, came {', '.join(came) or 'nothing'}")
    if found.first_three < bench.GOAL:
        raise typer.Exit(1)


@app.command()
def scale(
    seekers: Annotated[
        int, typer.Option(min=10_000, help="How many people, over all communes of the state.")
    ] = 1_000_000,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """The shortlist of one vacancy among a million seekers, beside the naive scan. Takes a minute."""
    bench = _bench("scale")
    with Console(stderr=True).status("measuring") as spinner:
        found = bench.run(seekers, spinner.update)
    if json_:
        print(json.dumps(asdict(found)))
        return
    table = Table("among the seekers", "ms", "goal", title=f"{found.seekers:,} seekers", title_justify="left")
    met = "[green]met[/]" if found.p99 <= bench.GOAL_MS else "[yellow]missed[/]"
    table.add_row("one vacancy, one commune: p50", f"{found.p50:.1f}", "")
    table.add_row("p95", f"{found.p95:.1f}", "")
    table.add_row("p99", f"{found.p99:.1f}", f"<= {bench.GOAL_MS:.0f} {met}")
    table.add_row("one vacancy, all communes within 75 minutes: p50", f"{found.ring_p50:.1f}", "")
    table.add_row("p99", f"{found.ring_p99:.1f}", "")
    table.add_row("the naive scan, one commune", f"{found.naive:.0f}", f"{found.naive / found.p50:.0f} times")
    table.add_row("each of 500 vacancies asked at once", f"{found.batch:.2f}", "")
    Console().print(table)


@app.command()
def claims(
    claims: Annotated[int, typer.Option("--claims", min=40, help="How many, one in ten of them sent twice.")] = 10_000,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Claims that race for seats over two replicas: concurrent, doubled, in any order. Exit status 1 if one is lost."""
    bench = _bench("claims")
    with Console(stderr=True).status("racing") as spinner:
        logs.set_up("bench", fmt="console", level="ERROR")
        found = bench.run(claims, spinner.update)
    if json_:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        rate = found.claims / found.seconds
        print(f"{found.claims:,} claims for {found.seats} seats in {found.seconds:.1f} s: {rate:,.0f} claims/s")
        for name, holds in found.holds.items():
            print(f"  {'holds ' if holds else 'BROKEN'}  {name}")
    if not all(found.holds.values()):
        raise typer.Exit(1)


@app.command()
def backlog(
    minutes: Annotated[float, typer.Option(min=0.1, help="How long.")] = 30.0,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Two processes of each service with work that never ends. Exit status 1 if partitions moved without a fault."""
    bench = _bench("backlog")
    console = Console(stderr=True)
    with show.progress(console, "keeping them busy") as tell:
        found = bench.run(minutes, tell)
    moved = sum(found.rebalances.values())
    if json_:
        print(json.dumps(asdict(found)))
    else:
        print(f"{minutes:g} minutes, {found.answered:,} calls answered, partitions moved {moved} times")
        for name, lag in found.lag.items():
            print(f"  {name}: {lag:,.0f} records behind on average, moved {found.rebalances[name]} times")
    if moved:
        raise typer.Exit(1)


@app.command()
def board(
    watchers: Annotated[int, typer.Option(min=2, help="Open pages at most; 200 are measured first.")] = 1_000,
    vacancies: Annotated[int, typer.Option(min=1, help="Open vacancies while Hoy is asked for.")] = 500,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """The officers' page under watchers: memory of each, from a fact to the page, Hoy when full. Takes two minutes."""
    bench = _bench("board")
    with Console(stderr=True).status("measuring") as spinner:
        found = bench.run(watchers, vacancies, lambda told: spinner.update(told.splitlines()[-1]))
    if json_:
        print(json.dumps(asdict(found)))
        return
    table = Table("what", "measured", "unit", "goal", "")
    for line in bench.lines(found):
        met = "" if line.met is None else "[green]met[/]" if line.met else "[yellow]missed[/]"
        table.add_row(line.what, f"{line.value:,.1f}", line.unit, line.goal, met)
    Console().print(table)


def _bench(module: str) -> Any:
    """A module of the bench, which stands beside the tests and not in an installed package."""
    if not (ROOT / "tests" / "bench").is_dir():
        raise OperatorError("the bench is not in this installation", ROOT, "run it from a clone of the repository")
    sys.path.insert(0, str(ROOT))
    return importlib.import_module(f"tests.bench.{module}")
