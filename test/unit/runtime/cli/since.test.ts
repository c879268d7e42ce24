import { expect } from 'chai';
import { InvalidArgumentError } from 'commander';
import { describe, it } from 'mocha';
import { readSince } from '../../../../runtime/cli/since.ts';

const now = Date.parse('2026-03-01T08:00:00Z');
const read = (text: string): string => new Date(readSince(text, now)).toISOString();

describe('since when a backfill reads', () => {
  const cases = [
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T08:30', '2026-01-31T08:30:00.000Z'],
    ['2026-01-31 08:30:15', '2026-01-31T08:30:15.000Z'],
    ['2026-01-31T08:30:15+08:00', '2026-01-31T00:30:15.000Z'],
    ['30d', '2026-01-30T08:00:00.000Z'],
    ['90m', '2026-03-01T06:30:00.000Z'],
  ] as const;
  for (const [text, expected] of cases)
    it(`is read from ${text}`, () => {
      expect(read(text)).to.equal(expected);
    });

  for (const text of ['yesterday', '2026-13-01', '2026', '31.01.2026', '', '2026-03-02'])
    it(`is refused as ${text || 'nothing'}`, () => {
      expect(() => read(text)).to.throw(InvalidArgumentError);
    });
});
