import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Numbers of Kafka's requests (Kafka protocol, "Api Keys"). */
export const KAFKA_API = {
  produce: 0,
  metadata: 3,
  findCoordinator: 10,
  joinGroup: 11,
  heartbeat: 12,
  endTransaction: 26,
  transactionOffsets: 28,
} as const;

/** Stands between a Kafka client and one broker and loses what a test tells it to lose. */
export interface KafkaProxy {
  /** `host:port` for the client. */
  readonly address: string;
  /** From now on the broker's answers to these requests are lost; the requests still arrive. */
  loseAnswersTo(...apis: readonly number[]): void;
  /** The next answer to this request says this error instead; for requests whose answers begin with throttle and error. */
  answerNext(api: number, errorCode: number): void;
  /** How many answers were lost so far. */
  lost(): number;
  close(): Promise<void>;
}

/** Calls back with each whole frame (int32 length, then as many bytes) of a stream. */
export const eachFrame = (socket: Socket, take: (frame: Buffer) => void): void => {
  let pending = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    pending = Buffer.concat([pending, data]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
      const length = 4 + pending.readInt32BE(0);
      take(Buffer.from(pending.subarray(0, length)));
      pending = pending.subarray(length);
    }
  });
};

/** The broker names its own port in some answers; the client must come back through the proxy. */
export const replacePort = (frame: Buffer, from: number, to: number): void => {
  const port = Buffer.alloc(4);
  port.writeInt32BE(from);
  for (let at = frame.indexOf(port); at >= 0; at = frame.indexOf(port, at + 4)) frame.writeInt32BE(to, at);
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** @param broker `host:port` of the broker, as it advertises itself */
export const kafkaProxy = async (broker: string): Promise<KafkaProxy> => {
  const [host = '127.0.0.1', brokerPort = '9092'] = broker.split(':');
  const losing = new Set<number>();
  const errors = new Map<number, number>();
  const sockets = new Set<Socket>();
  let lost = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(brokerPort), host);
    const apiOf = new Map<number, number>();
    sockets.add(client).add(upstream);
    eachFrame(client, (request) => {
      apiOf.set(request.readInt32BE(8), request.readInt16BE(4));
      upstream.write(request);
    });
    eachFrame(upstream, (answer) => {
      const api = apiOf.get(answer.readInt32BE(4)) ?? -1;
      if (losing.has(api)) {
        lost += 1;
        return;
      }
      const error = errors.get(api);
      // Length, correlation id and throttle time, four bytes each, come before it.
      if (error !== undefined && errors.delete(api)) answer.writeInt16BE(error, 12);
      const namesBrokers = api === KAFKA_API.metadata || api === KAFKA_API.findCoordinator;
      if (namesBrokers) replacePort(answer, Number(brokerPort), portOf(server));
      client.write(answer);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${String(portOf(server))}`,
    loseAnswersTo(...apis) {
      losing.clear();
      for (const api of apis) losing.add(api);
    },
    answerNext: (api, errorCode) => {
      errors.set(api, errorCode);
    },
    lost: () => lost,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
};
