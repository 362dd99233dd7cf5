"""Facts published by `notifications`: which office got which notice, by which channel, or why it did not."""

from typing import ClassVar

from shared.contracts.envelope import Cut, Fact, Ref


class NoticeDelivered(Fact):
    """The notice is where the office reads it. `about` is the id of the fact it reports."""

    WIRE: ClassVar[str] = "cl.mesa.notice.delivered.v1"

    notice_id: Ref
    commune: Cut
    channel: str
    about: Ref

    @property
    def subject(self) -> str:
        return self.notice_id


class NoticeAbandoned(Fact):
    """The notice could not be delivered: its recipient left the Mesa, or the channel refused for good."""

    WIRE: ClassVar[str] = "cl.mesa.notice.abandoned.v1"

    notice_id: Ref
    commune: Cut
    channel: str
    about: Ref
    why: str

    @property
    def subject(self) -> str:
        return self.notice_id
