import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reportJson, reportText } from '../../../../runtime/cli/commands/rebuild/words.ts';
import type { RebuildReport, RebuildRequest } from '../../../../runtime/rebuild/index.ts';
import type { DifferingRow } from '../../../../sinks/index.ts';

const row = (live: string, sealed: boolean): DifferingRow => ({
  table: 'registrant',
  kind: 'changed',
  id: '00000000-0000-4000-8000-000000000001',
  sealed,
  fields: [{ field: 'name', live, rebuilt: 'Amina Example' }],
});

const report = (sample: readonly DifferingRow[]): RebuildReport => ({
  comparison: {
    equal: false,
    tables: [],
    sample,
    waiting: 0,
    losses: { gone: 0, older: 0 },
    milliseconds: 1,
  },
  counts: { states: 1, refused: 0, unreadable: 0 },
  partitionsResumed: 0,
  partitions: 1,
  readMilliseconds: 1,
  buildMilliseconds: 1,
  swapped: undefined,
});
const request: RebuildRequest = { then: 'compare', sample: 5, acceptLosses: false };

describe('words of a rebuild', () => {
  it('show values when asked to, without the control characters that people wrote into them', () => {
    const text = reportText(report([row('Ami\u001b[2Jna\u009b', false)]), request, true);
    expect(text).to.include('name: Ami\uFFFD[2Jna\uFFFD in the registry, Amina Example by the topics');
    expect(reportText(report([row('Ami\u001b[2Jna', false)]), request, false)).to.include('name: Aaa\uFFFD[9Aaa');
  });

  it('show of who is sealed off the shapes of values alone, also when asked for values', () => {
    const sealed = report([row('Zahra Example', true)]);
    expect(reportText(sealed, request, true)).to.include('name: Aaaaa Aaaaaaa in the registry, Aaaaa Aaaaaaa by');
    expect(reportText(sealed, request, true)).to.include('differs (sealed)');
    for (const shown of [reportText(sealed, request, true), reportJson(sealed, true)])
      expect(shown).not.to.match(/Zahra|Amina/);
    expect(reportJson(report([row('Zahra Example', false)]), true)).to.include('Zahra');
  });
});
