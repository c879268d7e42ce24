"""Keeps a table of registrants and groups in SQLite, from the topics of a registry-stream deployment.

    pip install -r requirements.txt
    KAFKA_BROKERS=localhost:9092 SCHEMA_REGISTRY_URL=http://localhost:8081 python3 consumer.py registry.db [--once]

It uses what docs/events.md, docs/consuming.md and docs/asyncapi.yaml say, and nothing of the product's code: any client
that reads Kafka and Avro can do the same. The position of each partition is stored in the transaction that applies its
messages, so that each takes effect exactly once, whenever this process is killed.
"""

import io
import json
import os
import sqlite3
import struct
import sys
import time
import urllib.request

import fastavro
from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource

BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
SCHEMA_REGISTRY = os.environ.get("SCHEMA_REGISTRY_URL", "http://localhost:8081").rstrip("/")
PREFIX = os.environ.get("TOPIC_PREFIX", "registry.")
TOPICS = ("registrants", "groups")
# Positions age: one is stored at least so often, in seconds, though nothing comes.
QUIET = 600

TABLES = """
create table if not exists entity (
  topic text, id text, version integer, merged_into text, state text, kafka_partition integer, epoch integer,
  primary key (topic, id)
);
create table if not exists position (
  topic text, kafka_partition integer, next integer, epoch integer, snapshot_until integer, saved_at real,
  primary key (topic, kafka_partition)
);
"""


class Decoder:
    """Confluent wire format: a zero byte, the schema's id (int32, big endian), the Avro binary."""

    def __init__(self):
        self.schemas = {}

    def schema(self, schema_id):
        if schema_id not in self.schemas:
            with urllib.request.urlopen(f"{SCHEMA_REGISTRY}/schemas/ids/{schema_id}", timeout=10) as answer:
                self.schemas[schema_id] = fastavro.parse_schema(json.loads(json.load(answer)["schema"]))
        return self.schemas[schema_id]

    def decode(self, value):
        magic, schema_id = struct.unpack(">bI", value[:5])
        if magic != 0:
            raise ValueError("not Avro in the Confluent wire format")
        schema = self.schema(schema_id)
        return schema["name"], fastavro.schemaless_reader(io.BytesIO(value[5:]), schema)


def tombstones_kept(admin, topic):
    """Seconds for which Kafka keeps tombstones: who was away for longer may have missed an erasure."""
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    try:
        settings = admin.describe_configs([resource])[resource].result(10)
        return int(settings["delete.retention.ms"].value) / 1000
    except KafkaException:
        return 86400  # Kafka's default, where the right to look is missing.


class View:
    """What this team keeps. A real one keeps fewer fields: every field that is kept can leak."""

    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript("pragma secure_delete = on;" + TABLES)
        os.chmod(path, 0o600)

    def begin(self, topic, partition, low, high, kept):
        """The position to read from; a new snapshot where there is none, or where erasures may have been missed."""
        row = self.db.execute(
            "select next, epoch, snapshot_until, saved_at from position where topic = ? and kafka_partition = ?",
            (topic, partition),
        ).fetchone()
        if row is not None:
            next_offset, epoch, until, saved_at = row
            if next_offset > high:
                sys.exit(f"{topic}/{partition} ends before the stored position: it was made anew; ask its operators")
            missed_nothing = next_offset == high and until is None
            if next_offset >= low and (missed_nothing or time.time() - saved_at <= kept):
                return {"next": next_offset, "epoch": epoch, "until": until}
        print(f"reading {topic}/{partition} from its beginning", file=sys.stderr)
        return {"next": low, "epoch": 1 if row is None else row[1] + 1, "until": high}

    def apply(self, topic, partition, at, changes, next_offset):
        """Applies the changes of one partition and stores its position: both or neither."""
        ends = at["until"] is not None and next_offset >= at["until"]
        self.db.execute("begin immediate")
        try:
            for key, version, state in changes:
                self.change(topic, partition, at, key, version, state)
            if ends:
                # What the snapshot has not met was erased while nobody read.
                self.db.execute(
                    "delete from entity where topic = ? and kafka_partition = ? and epoch < ?",
                    (topic, partition, at["epoch"]),
                )
            until = None if ends else at["until"]
            self.db.execute(
                "insert or replace into position values (?, ?, ?, ?, ?, ?)",
                (topic, partition, next_offset, at["epoch"], until, time.time()),
            )
            self.db.execute("commit")
        except BaseException:
            self.db.execute("rollback")
            raise
        at.update(next=next_offset, until=until, saved=time.monotonic())

    def change(self, topic, partition, at, key, version, state):
        known = self.db.execute("select version from entity where topic = ? and id = ?", (topic, key)).fetchone()
        if state is None:
            # An erasure that nobody has numbered always counts.
            if known is None or version is None or version >= known[0]:
                self.db.execute("delete from entity where topic = ? and id = ?", (topic, key))
        elif known is None or version > known[0]:
            merged_into = state["mergedInto"] if state["status"] == "merged" else None
            # Of somebody merged the redirect is kept and nothing else; of somebody sealed off, that they are there.
            hidden = merged_into is not None or state.get("sealed", False)
            self.db.execute(
                "insert or replace into entity values (?, ?, ?, ?, ?, ?, ?)",
                (topic, key, version, merged_into, None if hidden else json.dumps(state), partition, at["epoch"]),
            )
        else:
            # Known, or older: it was met in this snapshot, and that is all.
            self.db.execute("update entity set epoch = ? where topic = ? and id = ?", (at["epoch"], topic, key))

    def summary(self):
        redirects = dict(self.db.execute("select id, merged_into from entity where merged_into is not null"))
        people = {id for (id,) in self.db.execute(
            "select id from entity where topic = 'registrants' and merged_into is null")}
        unmet = set()
        households = 0
        for (state,) in self.db.execute("select state from entity where topic = 'groups' and state is not null"):
            households += 1
            for member in json.loads(state)["members"]:
                if member["endDate"] is None:
                    unmet.add(follow(member["registrantId"], redirects))
        return {"people": len(people), "households": households, "unmet": len(unmet - people)}


def follow(id, redirects):
    """The id under which somebody stands now, over any number of merges."""
    passed = set()
    while id in redirects and id not in passed:
        passed.add(id)
        id = redirects[id]
    return id


def changes_of(messages, decoder):
    for message in messages:
        key = message.key().decode()
        if key.startswith("run/"):
            continue  # Markers of import runs tell of nobody.
        headers = {name: value.decode() for name, value in message.headers() or []}
        if message.value() is None:
            version = headers.get("version")
            yield key, None if version is None else int(version), None
            continue
        _, state = decoder.decode(message.value())
        yield key, state["version"], state


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: consumer.py <database> [--once]")
    once = "--once" in sys.argv[2:]
    view, decoder, admin = View(sys.argv[1]), Decoder(), AdminClient({"bootstrap.servers": BROKERS})
    consumer = Consumer({
        "bootstrap.servers": BROKERS,
        # Partitions are assigned by hand and nothing is committed: the name alone is needed.
        "group.id": "registry-view-python",
        "enable.auto.commit": False,
        # What is not committed is not an event.
        "isolation.level": "read_committed",
        # Never jump: a position that is gone is an error to be seen.
        "auto.offset.reset": "error",
        "enable.partition.eof": True,
    })
    reading = {}
    for topic in TOPICS:
        full = PREFIX + topic
        kept = tombstones_kept(admin, full)
        metadata = consumer.list_topics(full, timeout=10).topics[full]
        if metadata.error is not None:
            sys.exit(f"{full}: {metadata.error}")
        for partition in metadata.partitions:
            low, high = consumer.get_watermark_offsets(TopicPartition(full, partition), timeout=10)
            at = view.begin(topic, partition, low, high, kept)
            reading[(topic, partition)] = {**at, "saved": time.monotonic(), "target": high, "caught_up": False}
    consumer.assign([TopicPartition(PREFIX + topic, partition, at["next"])
                     for (topic, partition), at in reading.items()])
    told = False
    try:
        while not (once and told):
            batches, reached = {}, {}
            for message in consumer.consume(num_messages=500, timeout=1):
                place = (message.topic()[len(PREFIX):], message.partition())
                if message.error() is None:
                    batches.setdefault(place, []).append(message)
                    reached[place] = message.offset() + 1
                elif message.error().name() == "_PARTITION_EOF":
                    # Behind the last message may be markers of transactions: all of it is read.
                    reached[place] = message.offset()
                else:
                    raise KafkaException(message.error())
            for place, next_offset in reached.items():
                at = reading[place]
                moved = next_offset > at["next"] or at["until"] is not None
                if moved:
                    view.apply(*place, at, changes_of(batches.get(place, []), decoder), next_offset)
                at["caught_up"] = at["next"] >= at["target"]
            for place, at in reading.items():
                if time.monotonic() - at["saved"] > QUIET:
                    view.apply(*place, at, [], at["next"])
            if not told and all(at["caught_up"] for at in reading.values()):
                told = True
                # Counts only: names belong into the view, not into a log.
                print(json.dumps(view.summary()), flush=True)
    except KeyboardInterrupt:
        pass
    finally:
        consumer.close()


if __name__ == "__main__":
    main()
