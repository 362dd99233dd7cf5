"""Many seeds over the cores of the machine; the first that breaks a promise ends it."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from deploy.simulation.history import BrokenError, play

CHUNK = 25


def broken_seeds(seeds: Sequence[int], jobs: int, tell: Callable[[int], None]) -> Iterator[str]:
    """The report of each broken seed. `tell` is called with how many have been played."""
    chunks = [seeds[start : start + CHUNK] for start in range(0, len(seeds), CHUNK)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        playing = {pool.submit(_chunk, chunk): len(chunk) for chunk in chunks}
        try:
            for done in as_completed(playing):
                tell(playing[done])
                yield from done.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _chunk(seeds: Sequence[int]) -> list[str]:
    found = []
    for seed in seeds:
        try:
            play(seed)
        except BrokenError as broken:
            found.append(str(broken))
        except Exception as fault:  # it may be of a kind that cannot be handed to another process
            what = traceback.format_exc(limit=-3)
            found.append(
                f"seed {seed}: unexpected {type(fault).__name__}\n{what}see it again: mesa simulate --seed {seed}"
            )
    return found
