"""`mesa simulate`: the four cores in one process, over a store and a bus that fail; one seed, one history."""

import json
import os
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.simulation import BrokenError, play
from deploy.simulation.history import START
from deploy.simulation.many import broken_seeds
from deploy.simulation.year import COUNTED_AGAIN, live
from shared.contracts.agenda import Chain
from shared.errors import OperatorError


def command(
    seeds: Annotated[int, typer.Option(min=1, help="How many histories.")] = 1_000,
    start: Annotated[int, typer.Option("--from", min=0, help="The first seed.")] = 0,
    seed: Annotated[int | None, typer.Option(min=0, help="Only this one.")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="With --seed: every step in words.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at once.")] = os.cpu_count() or 2,
    year: Annotated[bool, typer.Option("--year", help="A year of the Mesa by script, by --seed or 1.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Play many histories of the whole, looking for one that breaks a promise. It stops at the first.

    Messages arrive twice, late, in another order across topics; processes die between any two steps.
    With --year nothing fails: three offices meet every month, hold an encuentro and three fairs, ask each other forty
    questions, and at the end the books of all services must balance.
    """
    if year:
        _year(1 if seed is None else seed, json_)
    elif seed is not None:
        _one(seed, trace)
    else:
        _many(seeds, start, jobs, json_)


def _one(seed: int, trace: bool) -> None:
    try:
        history = play(seed, trace=print if trace else lambda step: None)
    except BrokenError as broken:
        raise OperatorError(str(broken)) from None
    print(f"Seed {seed}: {history.steps} steps, every promise held.")


def _many(seeds: int, start: int, jobs: int, json_: bool) -> None:
    began = time.monotonic()
    with Progress(console=Console(stderr=True), disable=json_, transient=True) as progress:
        task = progress.add_task("histories", total=seeds)
        wanted = range(start, start + seeds)
        broken_one = next(broken_seeds(wanted, jobs, lambda done: progress.advance(task, done)), None)
    seconds = round(time.monotonic() - began, 1)
    if json_:
        print(json.dumps({"seeds": seeds, "from": start, "seconds": seconds, "broken": broken_one}))
    if broken_one:
        raise OperatorError(broken_one)
    if not json_:
        print(f"{seeds} histories in {seconds} s, every promise held.")


def _year(seed: int, json_: bool) -> None:
    """Play it and say what it came to. Raises OperatorError: what does not balance."""
    with Progress(console=Console(stderr=True), disable=json_, transient=True) as progress:
        task = progress.add_task("days", total=(COUNTED_AGAIN - START.date()).days + 1)
        try:
            lived = live(seed, lambda day: progress.advance(task))
        except BrokenError as broken:
            raise OperatorError(str(broken)) from None
    found = lived.summary()
    if json_:
        print(json.dumps(found, ensure_ascii=False))
        return
    fairs = found.pop("fairs")
    for what, number in found.items():
        print(f"{what.replace('_', ' '):24}{_in_words(number)}")
    table = Table(*Chain.model_fields, "fair", box=None, title="The fairs, and again after half a year")
    for fair in fairs:
        name = f"{fair.pop('fair')}{', six months on' if fair.pop('months') else ''}"
        table.add_row(*("1-4" if each is None else str(each) for each in fair.values()), name)
    Console().print(table)
    print("The books of the four services balance.")


def _in_words(number: int | dict[str, int]) -> str:
    return ", ".join(f"{k} {v}" for k, v in number.items()) if isinstance(number, dict) else str(number)
