import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { eachFrame, KAFKA_API, replacePort } from '../../support/tcpProxy.ts';

/** How a connection between a worker and a service behaves. */
type Weather = 'clear' | 'cut' | 'silent' | 'slow';

/** A TCP connection's two ends, and what is done to what passes. */
interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Kafka: the request that each answer belongs to. */
  readonly apiOf: Map<number, number>;
  /** PostgreSQL: the answer to what has just been asked is lost, and the connection with it. */
  losesNext: boolean;
}

/** What stands at the other end of a link. */
export type Service = 'kafka' | 'postgres' | 'other';

/** The network between one worker and one service, which a fault can disturb. */
export class Link {
  readonly #service: Service;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #losing = new Set<number>();
  #weather: Weather = 'clear';
  #delay = 0;
  #losesAnswerTo: string | undefined;
  #lost = 0;

  private constructor(service: Service, target: { readonly host: string; readonly port: number }) {
    this.#service = service;
    this.#target = target;
    this.#server = createServer((client) => {
      this.#accept(client);
    });
  }

  /** Opens a link to `host:port` on a free port of this machine. */
  static async open(service: Service, target: string): Promise<Link> {
    const [host = '127.0.0.1', port = '0'] = target.split(':');
    const link = new Link(service, { host, port: Number(port) });
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many answers were lost on purpose so far. */
  get lost(): number {
    return this.#lost;
  }

  /** How many connections stand. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Breaks all connections, and every new one at once. */
  cut(): void {
    this.#weather = 'cut';
    this.#breakAll();
  }

  /** Breaks all connections that stand; new ones work. */
  breakOnce(): void {
    this.#breakAll();
  }

  /** Half-open: connections stand and new ones are accepted, but nothing passes any more. */
  silence(): void {
    this.#weather = 'silent';
  }

  /** Everything takes so many milliseconds longer, each way. */
  slowDown(milliseconds: number): void {
    this.#weather = 'slow';
    this.#delay = milliseconds;
  }

  /** Kafka: the broker gets these requests, but its answers are lost. */
  loseAnswersTo(...apis: readonly number[]): void {
    for (const api of apis) this.#losing.add(api);
  }

  /** PostgreSQL: the next statement with this text is carried out, its answer is lost and the connection breaks. */
  loseNextAnswerTo(text: string): void {
    this.#losesAnswerTo = text;
  }

  /** Ends whatever was disturbed. Connections through which nothing passed have lost data, so they break. */
  clear(): void {
    if (this.#weather === 'silent') this.#breakAll();
    this.#weather = 'clear';
    this.#delay = 0;
    this.#losing.clear();
    this.#losesAnswerTo = undefined;
  }

  async close(): Promise<void> {
    this.#breakAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #breakAll(): void {
    for (const { client, upstream } of this.#pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  }

  #accept(client: Socket): void {
    if (this.#weather === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(this.#target.port, this.#target.host);
    const pair: Pair = { client, upstream, apiOf: new Map(), losesNext: false };
    this.#pairs.add(pair);
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    const forget = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', forget).on('close', forget);
    if (this.#service === 'kafka') this.#joinKafka(pair);
    else this.#joinBytes(pair);
  }

  #joinKafka({ client, upstream, apiOf }: Pair): void {
    eachFrame(client, (request) => {
      apiOf.set(request.readInt32BE(8), request.readInt16BE(4));
      this.#pass(upstream, request);
    });
    eachFrame(upstream, (answer) => {
      const api = apiOf.get(answer.readInt32BE(4)) ?? -1;
      apiOf.delete(answer.readInt32BE(4));
      if (this.#losing.has(api)) {
        this.#lost += 1;
        return;
      }
      if (api === KAFKA_API.metadata || api === KAFKA_API.findCoordinator)
        replacePort(answer, this.#target.port, this.port);
      this.#pass(client, answer);
    });
  }

  #joinBytes(pair: Pair): void {
    pair.client.on('data', (data: Buffer) => {
      if (this.#losesAnswerTo !== undefined && data.includes(this.#losesAnswerTo)) {
        this.#losesAnswerTo = undefined;
        pair.losesNext = true;
      }
      this.#pass(pair.upstream, data);
    });
    pair.upstream.on('data', (data: Buffer) => {
      // PostgreSQL answers a statement of its own only when it is committed.
      if (pair.losesNext) {
        this.#lost += 1;
        pair.client.resetAndDestroy();
        return;
      }
      this.#pass(pair.client, data);
    });
  }

  #pass(to: Socket, data: Buffer): void {
    if (this.#weather === 'silent' || to.destroyed) return;
    if (this.#delay === 0) to.write(data);
    // Timers of the same length fire in the order in which they were set.
    else setTimeout(() => !to.destroyed && to.write(data), this.#delay);
  }
}
