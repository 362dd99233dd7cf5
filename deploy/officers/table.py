"""The accounts of officers in the tables of notifications, written by the owner of the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from services.notifications.board.officers.entry import digest_of, new_token
from services.notifications.board.officers.letters import HANDED_VALID
from services.notifications.board.officers.store import Colleague, Officer, OfficerBook
from shared.clock import wall
from shared.postgres.reader import Reader


@dataclass(frozen=True, slots=True)
class OfficerTable:
    """`db`: a connection of the owner."""

    db: asyncpg.Connection

    async def create(self, commune: str, name: str, email: str) -> str | None:
        """A new account; how the office calls them. None if the address has one already."""
        async with self._book() as book:
            officer = await book.add(commune, name, email, wall())
        return officer.officer_id if officer else None

    async def all(self) -> list[Colleague]:
        """Every account, by office."""
        async with self._book() as book:
            return await book.colleagues(None)

    async def link(self, commune: str, officer_id: str) -> str | None:
        """The secret part of a new link, once; None if there is no such account, or it is disabled."""
        token = new_token()
        async with self._book() as book:
            made = await book.make_link(digest_of(token), Officer(commune, officer_id, ""), wall() + HANDED_VALID)
        return token if made else None

    async def disable(self, commune: str, officer_id: str) -> bool:
        """Nobody signs in with this account any more, and its sessions end. Whether there was one."""
        async with self._book() as book:
            return await book.disable(commune, officer_id, wall())

    @asynccontextmanager
    async def _book(self) -> AsyncIterator[OfficerBook]:
        """The book of notifications, in a transaction."""
        async with self.db.transaction():
            await self.db.execute("SET LOCAL search_path TO notifications")
            yield OfficerBook(Reader(lambda: self.db))
