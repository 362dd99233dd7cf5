"""Facts said by `notifications`: which office was told what, by which channel, or why it could not be."""

from typing import ClassVar

from shared.contracts.envelope import Cut, Fact, Ref


class NoticeDelivered(Fact):
    """The notice stands where the office reads it. `about` is the id of the fact it tells of."""

    WIRE: ClassVar[str] = "cl.mesa.notice.delivered.v1"

    notice_id: Ref
    commune: Cut
    channel: str
    about: Ref

    @property
    def subject(self) -> str:
        return self.notice_id


class NoticeAbandoned(Fact):
    """The notice could not be told: its recipient left the Mesa, or the channel refused for good."""

    WIRE: ClassVar[str] = "cl.mesa.notice.abandoned.v1"

    notice_id: Ref
    commune: Cut
    channel: str
    about: Ref
    why: str

    @property
    def subject(self) -> str:
        return self.notice_id
