import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { Source } from '../../core/source.ts';
import { spdciPaths, startSimulator } from '../../dev/simulator/index.ts';
import type { Simulator } from '../../dev/simulator/index.ts';
import { openSpdci } from '../support/spdciSource.ts';

const quiet = new AbortController().signal;
const beginning = { mode: 'complete', watermark: undefined, cursor: undefined } as const;
const keyPair = () =>
  generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
const ours = keyPair();

describe('signed SPDCI messages', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ households: 40, spdci: { sign: true, clientKey: ours.publicKey, mixed: true } });
  });
  after(() => simulator.close());

  const withSource = async <Result>(signature: object, use: (source: Source) => Promise<Result>): Promise<Result> => {
    const source = openSpdci(simulator, { connection: { signature } });
    try {
      return await use(source);
    } finally {
      await source.close();
    }
  };
  const sign = { keyId: 'own', privateKey: ours.privateKey };
  const both = () => ({ sign, verify: 'required', jwksUrl: `${simulator.url}${spdciPaths.keys}` });
  const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );

  it('pass in both directions, and go on when the registry changes its key', () =>
    withSource(both(), async (source) => {
      const first = await source.poll(beginning, quiet);
      simulator.spdci.signatures.rotate();
      const second = await source.poll({ ...beginning, cursor: first.cursor }, quiet);
      expect([first.entries.length, second.entries.length]).to.deep.equal([40, 40]);
    }));

  it('are refused when somebody has changed the records under the signature; the place stays where it was', () =>
    withSource(both(), async (source) => {
      const first = await source.poll(beginning, quiet);
      const next = { ...beginning, cursor: first.cursor };
      simulator.faults.next({ kind: 'forged' });
      const error = await errorOf(source.poll(next, quiet));
      expect(error).to.be.instanceOf(EtlError).and.include({ code: 'SIGNATURE_INVALID' });
      expect((await source.poll(next, quiet)).entries).to.have.length(40);
    }));

  it('are what the registry asks for: it refuses a request without one, and says so in its own code', async () => {
    const unsigned = { ...both(), sign: undefined };
    const error = await withSource(unsigned, (source) => errorOf(source.poll(beginning, quiet)));
    expect(error).to.be.instanceOf(EtlError).and.include({ code: 'MESSAGE_REFUSED', fault: 'config' });
    expect((error as EtlError).context.details).to.deep.equal({ status: 'ERR', reason: 'err.signature.missing' });
    const other = keyPair();
    const wrong = { ...both(), sign: { keyId: 'own', privateKey: other.privateKey } };
    const refused = await withSource(wrong, (source) => errorOf(source.poll(beginning, quiet)));
    expect((refused as EtlError).context.details).to.include({ reason: 'err.signature.invalid' });
    expect(JSON.stringify(refused)).not.to.include('PRIVATE KEY');
  });

  it('are refused when the key set lacks the key; the set is asked for without credentials', async () => {
    const asked: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers);
      response.setHeader('content-type', 'application/json').end('{"keys":[{"kty":"RSA"},null]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const signature = { ...both(), jwksUrl: `http://127.0.0.1:${String(port)}/keys.json` };
      const error = await withSource(signature, (source) => errorOf(source.poll(beginning, quiet)));
      expect(error).to.be.instanceOf(EtlError).and.include({ code: 'SIGNATURE_KEY_UNKNOWN', fault: 'config' });
      expect(asked).to.have.length(1);
      expect(asked[0]).not.to.have.property('authorization');
    } finally {
      server.close();
    }
  });
});
