"""Apache Kafka through FastStream and aiokafka: the only room that knows either.

FastStream's defaults lose data (acknowledge first or after errors, latest offset, acks=1), so each is set here.
"""

from shared.bus.kafka.ear import Ear
from shared.bus.kafka.mouth import Mouth, publish, row_of
from shared.bus.kafka.topics import ensure_topics, read_compacted, read_topic

__all__ = ["Ear", "Mouth", "ensure_topics", "publish", "read_compacted", "read_topic", "row_of"]
