"""The metrics of one service process, in Prometheus' form at /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counters and gauges of one service, in a registry of its own so that tests may have several."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.taken = self._counter("mesa_messages_taken", "Messages taken from the bus, HTTP and the clock")
        self.repeated = self._counter("mesa_messages_repeated", "Messages that had been done before")
        self.said = self._counter("mesa_facts_said", "Facts written to the outbox", "type")
        self.rejected = self._counter("mesa_requests_rejected", "Requests rejected, by fault", "code")
        self.parked = self._counter("mesa_messages_parked", "Messages put aside as dead letters", "code")
        self.passed_over = self._counter("mesa_messages_passed_over", "Messages of a type unknown here", "type")
        self.published = self._counter("mesa_facts_published", "Facts the broker has acknowledged")
        self.waits = self._counter("mesa_passing_faults", "Waits because database or broker were away", "what")
        self.batch_seconds = Histogram(
            "mesa_batch_seconds",
            "Seconds in the transaction of a batch",
            registry=self.registry,
            buckets=BUCKETS,
        )
        self.outbox_waiting = self._gauge("mesa_outbox_waiting", "Facts not yet published")
        self.dead_letters = self._gauge("mesa_dead_letters", "Messages parked and not yet seen to")
        self.lag = self._gauge("mesa_consumer_lag", "Records on the bus not yet taken")
        self.rebalances = self._gauge("mesa_rebalances", "How often partitions came to this process or went from it")

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(name, text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=self.registry)

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
