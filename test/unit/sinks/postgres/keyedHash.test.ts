import { createHmac, createSecretKey } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { keyedHashes } from '../../../../sinks/postgres/audit/keyedHash.ts';

describe('keyed hashes', () => {
  it('are HMAC-SHA-256, whatever the key and the text', () => {
    const secret = fc.oneof(fc.string({ minLength: 1, maxLength: 100 }), fc.string({ unit: 'binary', minLength: 1 }));
    fc.assert(
      fc.property(secret, fc.array(fc.string({ unit: 'grapheme', maxLength: 200 })), (key, texts) => {
        const object = createSecretKey(key, 'utf8');
        const keyed = keyedHashes(object);
        for (const text of texts) expect(keyed(text)).to.equal(createHmac('sha256', object).update(text).digest('hex'));
      }),
    );
  });
});
