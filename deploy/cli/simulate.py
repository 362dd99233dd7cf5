"""`mesa simulate`: the four cores in one process, over a store and a bus that fail; one seed, one history."""

import json
import os
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from deploy.simulation import BrokenError, play
from deploy.simulation.many import broken_seeds
from shared.errors import OperatorError


def command(
    seeds: Annotated[int, typer.Option(min=1, help="How many histories.")] = 1_000,
    start: Annotated[int, typer.Option("--from", min=0, help="The first seed.")] = 0,
    seed: Annotated[int | None, typer.Option(min=0, help="Only this one.")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="With --seed: every step in words.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at once.")] = os.cpu_count() or 2,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Play many histories of the whole, looking for one that breaks a promise. It stops at the first.

    Messages arrive twice, late, in another order across topics; processes die between any two steps.
    """
    if seed is not None:
        try:
            history = play(seed, trace=print if trace else lambda step: None)
        except BrokenError as broken:
            raise OperatorError(str(broken)) from None
        print(f"Seed {seed}: {history.steps} steps, every promise held.")
        return
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
