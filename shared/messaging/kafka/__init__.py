"""Apache Kafka through FastStream and aiokafka: the only room that knows either.

FastStream's defaults lose data (acknowledge first or after errors, latest offset, acks=1), so each is set here.
Fetches are read by `fetched`, and lines closed by `connecting`, in every client of the process.
"""

from shared.messaging.address import BusAddress, BusLogin
from shared.messaging.kafka import connecting, fetched
from shared.messaging.kafka.admin import ensure_topics, log_of, read_compacted, read_topic, topics_of
from shared.messaging.kafka.consumer import KafkaConsumer
from shared.messaging.kafka.producer import KafkaProducer, outbox_row_of, publish_now, refused_for_good

__all__ = [
    "BusAddress",
    "BusLogin",
    "KafkaConsumer",
    "KafkaProducer",
    "ensure_topics",
    "log_of",
    "outbox_row_of",
    "publish_now",
    "read_compacted",
    "read_topic",
    "refused_for_good",
    "topics_of",
]

fetched.install()
connecting.install()
