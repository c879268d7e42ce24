import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints all that a read_committed reader sees of the topics with a prefix, by Apache's own consumer, as JSON lines:
 * messages with key, value and header values in base64, then the two ends of each partition, then the offsets of the
 * groups with the prefix.
 *
 * java -cp '<Kafka libraries>/*' TopicDump.java <broker> <prefix>
 */
public class TopicDump {
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : "\"" + BASE64.encodeToString(bytes) + "\"";
    }

    private static String name(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static void print(PrintStream out, ConsumerRecord<byte[], byte[]> record) {
        StringJoiner headers = new StringJoiner(",");
        for (Header header : record.headers()) headers.add(name(header.key()) + ":" + text(header.value()));
        out.println("{\"topic\":" + name(record.topic()) + ",\"partition\":" + record.partition() + ",\"offset\":"
            + record.offset() + ",\"key\":" + text(record.key()) + ",\"value\":" + text(record.value())
            + ",\"headers\":{" + headers + "}}");
    }

    public static void main(String[] arguments) throws Exception {
        String broker = arguments[0];
        String prefix = arguments[1];
        Properties settings = new Properties();
        settings.put("bootstrap.servers", broker);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("max.poll.records", "5000");
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 20), false, StandardCharsets.UTF_8);
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
             Admin admin = Admin.create(settings)) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.listTopics().forEach((topic, found) -> {
                if (topic.startsWith(prefix)) for (PartitionInfo one : found) partitions.add(new TopicPartition(topic, one.partition()));
            });
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> stable = consumer.endOffsets(partitions);
            // Positions move over control records too, which no record shows.
            boolean left = true;
            while (left) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) print(out, record);
                left = false;
                for (TopicPartition one : partitions) if (consumer.position(one) < stable.get(one)) left = true;
            }
            Properties uncommitted = new Properties();
            uncommitted.putAll(settings);
            uncommitted.put("isolation.level", "read_uncommitted");
            try (Consumer<byte[], byte[]> other =
                    new KafkaConsumer<>(uncommitted, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                Map<TopicPartition, Long> high = other.endOffsets(partitions);
                for (TopicPartition one : partitions)
                    out.println("{\"topic\":" + name(one.topic()) + ",\"partition\":" + one.partition()
                        + ",\"stable\":" + stable.get(one) + ",\"high\":" + high.get(one) + "}");
            }
            for (var group : admin.listGroups().all().get()) {
                if (!group.groupId().startsWith(prefix)) continue;
                var offsets = admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata().get();
                for (var entry : offsets.entrySet())
                    if (entry.getValue() != null)
                        out.println("{\"group\":" + name(group.groupId()) + ",\"topic\":" + name(entry.getKey().topic())
                            + ",\"partition\":" + entry.getKey().partition() + ",\"offset\":" + entry.getValue().offset() + "}");
            }
        }
        out.flush();
        if (out.checkError()) System.exit(1);
    }
}
