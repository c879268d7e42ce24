import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { Page, ScanMode, ScanRequest, Source, SourceEntry } from '../../core/source.ts';

/** A registry that a suite can command, and sources that read it. */
export interface SourceHarness {
  /** A new source, as after a restart of the program. */
  open(): Source;
  /** A source whose credentials are wrong. */
  openRefused(): Source;
  /** How many entries the import has. */
  size(): number;
  /** Texts that name people and must not show in a cursor or an error. */
  personalTexts(): readonly string[];
  /** Secrets of the connection, which must not show in an error. */
  secrets(): readonly string[];
  /** The next `count` requests fail in a way that passes. */
  failNext(count: number): void;
  /** The next request is never answered. */
  hangNext(): void;
  /** How often one request is tried in all. */
  readonly attempts: number;
  /** Requests that have reached the registry. */
  requests(): number;
  /** Adds one entry that breaks the mapping. */
  addBroken(): void;
  /** Lets some days pass, then changes one entry. */
  changeOne(): void;
  /** Removes about so many entries, the first ones in the registry's own order. */
  removeFirst(count: number): void;
  /** Adds so many entries that can be read. */
  add(count: number): void;
  /** Lets some days pass, then changes so many entries at one and the same moment. */
  changeAtOnce(count: number): void;
  /** The next `count` requests get an answer that nobody should take. */
  spoilNext(spoiling: Spoiling, count: number): void;
  /** Ends the credentials that are in use; new ones can be had. */
  expireCredentials(): void;
  /** Bytes above which an answer is not read. */
  readonly largestAnswer: number;
  close(): Promise<void>;
}

/** Answers of status 200, but for the redirection, that are not what was asked for. */
export type Spoiling =
  /** An answer of more than {@link SourceHarness.largestAnswer} bytes. */
  | { readonly kind: 'oversized'; readonly bytes: number }
  /** A small answer that decompresses to so many bytes. */
  | { readonly kind: 'compressed-bomb'; readonly bytes: number }
  /** The right answer, cut off in the middle. */
  | { readonly kind: 'truncated' }
  /** A page of HTML. */
  | { readonly kind: 'not-json' }
  /** JSON of another protocol. */
  | { readonly kind: 'no-envelope' }
  /** Errors inside. */
  | { readonly kind: 'errors-in-200' }
  /** A redirection to another host. */
  | { readonly kind: 'redirect'; readonly location: string };

const quiet = new AbortController().signal;

/** A host that notes whether anybody comes, and with what. */
const startStranger = async () => {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(JSON.stringify(request.headers));
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${String((server.address() as AddressInfo).port)}/`,
    visits,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
};

/** Polls to the end; `reopen` makes a new source for every page. */
const scan = async (harness: SourceHarness, mode: ScanMode, watermark?: string, reopen = false) => {
  const pages: Page[] = [];
  const sources = [harness.open()];
  let cursor: string | undefined;
  try {
    for (;;) {
      const source = sources.at(-1) ?? harness.open();
      const page = await source.poll({ mode, watermark, cursor }, quiet);
      pages.push(page);
      cursor = page.cursor;
      if (page.done) return pages;
      if (reopen) sources.push(harness.open());
    }
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
};

const rawsOf = (pages: readonly Page[]): readonly string[] =>
  pages.flatMap((page) => page.entries).map((entry: SourceEntry) => entry.raw);

const thrownBy = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (thrown: unknown) => thrown,
  );

/**
 * The suite that every kind of source has to pass: what the runtime builds on.
 *
 * @param start makes a harness of its own for each test, with some pages of entries
 */
export const describeSource = (name: string, start: () => Promise<SourceHarness>): void => {
  describe(`source contract: ${name}`, () => {
    let harness: SourceHarness;
    const beginning: ScanRequest = { mode: 'complete', watermark: undefined, cursor: undefined };

    beforeEach(async () => {
      harness = await start();
    });
    afterEach(() => harness.close());

    const withSource = async <Result>(use: (source: Source) => Promise<Result>): Promise<Result> => {
      const source = harness.open();
      try {
        return await use(source);
      } finally {
        await source.close();
      }
    };

    it('has a scope that is the same for every instance', () =>
      withSource(async (source) => {
        const other = harness.open();
        expect(source.scope).to.equal(other.scope).and.not.equal('');
        await other.close();
      }));

    for (const mode of ['complete', 'incremental'] as const) {
      it(`reads everybody in a first ${mode} scan, is done only at the end, and gives a watermark with it`, async () => {
        const pages = await scan(harness, mode);
        expect(pages.length).to.be.greaterThan(2);
        expect(rawsOf(pages)).to.have.length(harness.size());
        expect(pages.map((page) => page.done)).to.deep.equal(pages.map((_page, index) => index === pages.length - 1));
        expect(pages.slice(0, -1).every((page) => page.watermark === undefined)).to.equal(true);
        expect(pages.at(-1)?.watermark).to.be.a('string');
      });

      it(`goes on after every page of a ${mode} scan in a new instance as in the old one`, async () => {
        const straight = rawsOf(await scan(harness, mode));
        expect(rawsOf(await scan(harness, mode, undefined, true))).to.deep.equal(straight);
      });
    }

    it('gives the same page again from the same cursor', () =>
      withSource(async (source) => {
        const first = await source.poll(beginning, quiet);
        const request = { ...beginning, cursor: first.cursor };
        const second = await source.poll(request, quiet);
        expect(await source.poll(request, quiet)).to.deep.equal(second);
      }));

    it('keeps nothing of a person in its cursor, and keeps it small', async () => {
      for (const page of await scan(harness, 'complete')) {
        expect(page.cursor.length).to.be.lessThan(10_000);
        for (const text of harness.personalTexts()) expect(page.cursor).not.to.include(text);
      }
    });

    it('reads from the beginning when the cursor means nothing to it', () =>
      withSource(async (source) => {
        const [first, other] = [
          await source.poll(beginning, quiet),
          await source.poll({ ...beginning, cursor: 'x' }, quiet),
        ];
        expect(other.entries).to.deep.equal(first.entries);
      }));

    it('reads in an incremental scan what changed since the watermark, and not the whole', async () => {
      const watermark = (await scan(harness, 'complete')).at(-1)?.watermark;
      const before = new Set(rawsOf(await scan(harness, 'incremental', watermark)));
      harness.changeOne();
      const entries = rawsOf(await scan(harness, 'incremental', watermark));
      expect(entries.filter((raw) => !before.has(raw))).to.have.length(1);
      expect(entries.length).to.be.lessThan(harness.size());
    });

    it('misses nobody when entries before its place are removed during the scan', () =>
      withSource(async (source) => {
        const first = await source.poll(beginning, quiet);
        harness.removeFirst(5);
        const seen = new Set(rawsOf([first]));
        let page = first;
        while (!page.done) {
          page = await source.poll({ ...beginning, cursor: page.cursor }, quiet);
          for (const raw of rawsOf([page])) seen.add(raw);
        }
        expect(rawsOf(await scan(harness, 'complete')).filter((raw) => !seen.has(raw))).to.deep.equal([]);
      }));

    it('misses nobody and invents nobody, whatever comes and goes between two pages', async () => {
      const step = fc.record({ remove: fc.nat(4), add: fc.nat(4) });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 6 }), (steps) =>
          withSource(async (source) => {
            let page = await source.poll(beginning, quiet);
            const seen = new Set(rawsOf([page]));
            for (let index = 0; !page.done; index += 1) {
              harness.removeFirst(steps[index]?.remove ?? 0);
              harness.add(steps[index]?.add ?? 0);
              page = await source.poll({ ...beginning, cursor: page.cursor }, quiet);
              for (const raw of rawsOf([page])) seen.add(raw);
            }
            const after = rawsOf(await scan(harness, 'complete'));
            expect(after.filter((raw) => !seen.has(raw))).to.deep.equal([]);
            expect(after).to.have.length(harness.size());
          }),
        ),
        { numRuns: 8 },
      );
    });

    it('reads all that changed at one moment, though it fills more than a page', async () => {
      const watermark = (await scan(harness, 'complete')).at(-1)?.watermark;
      const before = new Set(rawsOf(await scan(harness, 'complete')));
      const count = Math.floor(harness.size() / 2);
      harness.changeAtOnce(count);
      const pages = await scan(harness, 'incremental', watermark);
      expect(new Set(rawsOf(pages).filter((raw) => !before.has(raw)))).to.have.property('size', count);
      expect(pages.at(-1)?.done).to.equal(true);
    });

    it('finds the end of a registry that has become empty, and of one that its pages fill', async () => {
      const whole = harness.size();
      harness.removeFirst(whole % 40);
      expect(rawsOf(await scan(harness, 'complete'))).to.have.length(whole - (whole % 40));
      harness.removeFirst(whole);
      const pages = await scan(harness, 'complete');
      expect(rawsOf(pages)).to.deep.equal([]);
      expect(pages.at(-1)?.watermark ?? 'none').to.be.a('string');
    });

    it('goes on with new credentials when the old ones end in the middle of a scan', () =>
      withSource(async (source) => {
        const { cursor } = await source.poll(beginning, quiet);
        const expected = await source.poll({ ...beginning, cursor }, quiet);
        harness.expireCredentials();
        const page = await source.poll({ ...beginning, cursor }, quiet);
        expect(page.entries).to.deep.equal(expected.entries);
        expect(page.cursor).to.equal(expected.cursor);
      }));

    describe('refuses with a typed error, takes nothing from it, and goes on afterwards:', () => {
      const cases: readonly [name: string, spoiling: () => Spoiling, fault: 'transient' | 'config', code?: string][] = [
        [
          'a body over the limit',
          () => ({ kind: 'oversized', bytes: harness.largestAnswer * 4 }),
          'config',
          'RESPONSE_TOO_LARGE',
        ],
        [
          'a compressed bomb',
          () => ({ kind: 'compressed-bomb', bytes: harness.largestAnswer * 40 }),
          'config',
          'RESPONSE_TOO_LARGE',
        ],
        ['truncated JSON', () => ({ kind: 'truncated' }), 'transient', 'RESPONSE_NOT_JSON'],
        ['a page of HTML', () => ({ kind: 'not-json' }), 'transient', 'RESPONSE_NOT_JSON'],
        ['JSON of another protocol', () => ({ kind: 'no-envelope' }), 'transient'],
        ['errors inside a 200', () => ({ kind: 'errors-in-200' }), 'transient'],
      ];
      const refuses = (spoiling: Spoiling, fault: 'transient' | 'config', code: string | undefined) =>
        withSource(async (source) => {
          const { cursor } = await source.poll(beginning, quiet);
          const expected = await source.poll({ ...beginning, cursor }, quiet);
          harness.spoilNext(spoiling, fault === 'config' ? 1 : harness.attempts);
          const error = await thrownBy(source.poll({ ...beginning, cursor }, quiet));
          expect(error).to.be.instanceOf(EtlError).and.include({ fault });
          if (code !== undefined) expect(error).to.include({ code });
          const told = inspect(error, { depth: 10 });
          for (const text of [...harness.personalTexts(), ...harness.secrets()]) expect(told).not.to.include(text);
          expect(await source.poll({ ...beginning, cursor }, quiet)).to.deep.equal(expected);
        });
      for (const [what, spoiling, fault, code] of cases) it(what, () => refuses(spoiling(), fault, code));

      it('a redirection to another host, where nobody ever goes', async () => {
        const stranger = await startStranger();
        try {
          await refuses({ kind: 'redirect', location: stranger.url }, 'config', 'REGISTRY_REDIRECTS');
          expect(stranger.visits).to.deep.equal([]);
        } finally {
          await stranger.close();
        }
      });
    });

    it('makes one rejected entry of one that breaks the mapping; the rest goes on', async () => {
      const whole = harness.size();
      harness.addBroken();
      const entries = (await scan(harness, 'complete')).flatMap((page) => page.entries);
      const rejected = entries.flatMap((entry) => (entry.kind === 'rejected' ? [entry] : []));
      expect(rejected).to.have.length(1);
      expect(rejected[0]?.error).to.include({ fault: 'record' });
      expect(rejected[0]?.error.context.field).to.be.a('string');
      expect(entries).to.have.length(whole + 1);
    });

    it('tries again what passes, and says how many requests it took', () =>
      withSource(async (source) => {
        const expected = await source.poll(beginning, quiet);
        harness.failNext(harness.attempts - 1);
        const page = await source.poll(beginning, quiet);
        expect(page.entries).to.deep.equal(expected.entries);
        expect(page.details['requests']).to.equal((expected.details['requests'] ?? 0) + harness.attempts - 1);
      }));

    it('throws a transient error when it lasts, and goes on from the same cursor afterwards', () =>
      withSource(async (source) => {
        const { cursor } = await source.poll(beginning, quiet);
        const expected = await source.poll({ ...beginning, cursor }, quiet);
        harness.failNext(harness.attempts);
        const error = await thrownBy(source.poll({ ...beginning, cursor }, quiet));
        expect(error).to.be.instanceOf(EtlError).and.include({ fault: 'transient' });
        expect(await source.poll({ ...beginning, cursor }, quiet)).to.deep.equal(expected);
      }));

    it('takes refused credentials for a matter of configuration', async () => {
      const source = harness.openRefused();
      for (const attempt of [source.poll(beginning, quiet), source.sample(1, quiet)]) {
        expect(await thrownBy(attempt))
          .to.be.instanceOf(EtlError)
          .and.include({ fault: 'config' });
      }
      await source.close();
    });

    it('asks for nothing when it is aborted already', () =>
      withSource(async (source) => {
        const before = harness.requests();
        const reason = new Error('stop');
        expect(await thrownBy(source.poll(beginning, AbortSignal.abort(reason)))).to.equal(reason);
        expect(await thrownBy(source.sample(1, AbortSignal.abort(reason)))).to.equal(reason);
        expect(harness.requests()).to.equal(before);
      }));

    it('ends at once when it is aborted in the middle of a request, with the reason', () =>
      withSource(async (source) => {
        harness.hangNext();
        const stop = new AbortController();
        const reason = new Error('stop');
        setTimeout(() => {
          stop.abort(reason);
        }, 50);
        const began = performance.now();
        expect(await thrownBy(source.poll(beginning, stop.signal))).to.equal(reason);
        expect(performance.now() - began).to.be.lessThan(2_000);
      }));

    it('gives a small sample', () =>
      withSource(async (source) => {
        const sample = await source.sample(3, quiet);
        expect(sample.authenticated).to.equal(true);
        expect(sample.entries).to.have.length(3);
      }));
  });
};
