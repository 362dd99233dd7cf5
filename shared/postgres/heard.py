"""How far a service has heard each partition: written in the transaction of what was heard, read at the start."""

from collections.abc import Mapping
from typing import Any

from shared.messaging.unit_of_work import Heard
from shared.postgres.columns import write_rows


async def keep(tx: Any, heard: Mapping[tuple[str, int], Heard]) -> None:
    """Note how far each (topic, partition) has been heard. A replica that was frozen does not put it back.

    Sorted, so that two replicas that note the same partitions wait for each other and do not deadlock.
    """
    rows = [(topic, partition, *how_far) for (topic, partition), how_far in sorted(heard.items())]
    await write_rows(
        tx,
        """
        INSERT INTO heard (topic, partition, log, next_offset)
        SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::bigint[])
        ON CONFLICT (topic, partition) DO UPDATE
        SET log = excluded.log, next_offset = excluded.next_offset, heard_at = now()
        WHERE heard.log <> excluded.log OR heard.next_offset < excluded.next_offset
        """,
        rows,
    )


async def so_far(db: Any) -> dict[tuple[str, int], Heard]:
    """How far each (topic, partition) has been heard."""
    rows = await db.fetch("SELECT topic, partition, log, next_offset FROM heard")
    return {(row["topic"], row["partition"]): Heard(row["log"], row["next_offset"]) for row in rows}
