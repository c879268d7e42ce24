import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { ScanRequest } from '../../core/source.ts';
import { quiet, thrownBy } from './sourceHarness.ts';
import type { SourceHarness, Spoiling, WithSource } from './sourceHarness.ts';

const beginning: ScanRequest = { mode: 'complete', watermark: undefined, cursor: undefined };

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

/** Part of the suite for sources: answers that nobody should take. */
export const describeTrouble = (harness: () => SourceHarness, withSource: WithSource): void => {
  describe('refuses with a typed error, takes nothing from it, and goes on afterwards:', () => {
    const cases: readonly [name: string, spoiling: () => Spoiling, fault: 'transient' | 'config', code?: string][] = [
      [
        'a body over the limit',
        () => ({ kind: 'oversized', bytes: harness().largestAnswer * 4 }),
        'config',
        'RESPONSE_TOO_LARGE',
      ],
      [
        'a compressed bomb',
        () => ({ kind: 'compressed-bomb', bytes: harness().largestAnswer * 40 }),
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
        harness().spoilNext(spoiling, fault === 'config' ? 1 : harness().attempts);
        const error = await thrownBy(source.poll({ ...beginning, cursor }, quiet));
        expect(error).to.be.instanceOf(EtlError).and.include({ fault });
        if (code !== undefined) expect(error).to.include({ code });
        const told = inspect(error, { depth: 10 });
        for (const text of [...harness().personalTexts(), ...harness().secrets()]) expect(told).not.to.include(text);
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
};
