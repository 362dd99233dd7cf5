"""What a running service has once the database was reached."""

from dataclasses import dataclass

import asyncpg

from shared.access.admission import Admission
from shared.messaging.batch import BatchProcessor
from shared.messaging.books_check import BooksCheck


@dataclass(frozen=True)
class Opened:
    """Connections, apart by whom they serve, and what works with each."""

    http: asyncpg.Pool
    bus: asyncpg.Pool
    clock: asyncpg.Pool
    admission: Admission
    check: BooksCheck
    requests: BatchProcessor
    records: BatchProcessor
    timers: BatchProcessor

    @property
    def pools(self) -> tuple[asyncpg.Pool, ...]:
        return self.http, self.bus, self.clock
