import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { v5 as uuidv5 } from 'uuid';
import { eventIds } from '../../../schemas/eventId.ts';

describe('ids of events', () => {
  it('are version 5 UUIDs as RFC 9562 has them', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(
        text,
        text,
        fc.nat(),
        fc.maxSafeInteger(),
        fc.nat(),
        (deployment, stage, partition, offset, ordinal) => {
          const namespace = uuidv5(deployment, uuidv5.DNS);
          const name = `${stage}|topic|${String(partition)}|${String(offset)}|${String(ordinal)}`;
          const cause = { topic: 'topic', partition, offset };
          expect(eventIds(deployment, stage)(cause, ordinal)).to.equal(uuidv5(name, namespace));
        },
      ),
    );
  });
});
