import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import { reportFailure, table, type Output } from '../../../../runtime/cli/output.ts';
import { createProgress } from '../../../../runtime/cli/progress.ts';

const recording = (json: boolean): Output & { readonly written: string[]; readonly remarks: string[] } => {
  const written: string[] = [];
  const remarks: string[] = [];
  return {
    written,
    remarks,
    json,
    interactive: false,
    write: (text) => written.push(text),
    remark: (text) => remarks.push(text),
  };
};

describe('table', () => {
  it('lays numbers to the right and text to the left', () => {
    expect(
      table(
        ['what', 'count'],
        [
          ['created', 1200],
          ['updated', 7],
        ],
      ),
    ).to.equal('what     count\ncreated  1,200\nupdated      7');
  });
});

describe('reportFailure', () => {
  const codes = { transient: 75, record: 65, config: 78, bug: 70 } as const;
  for (const [fault, code] of Object.entries(codes) as [keyof typeof codes, number][]) {
    it(`exits with ${String(code)} when the fault is ${fault}`, () => {
      const output = recording(false);
      expect(reportFailure(new EtlError('CODE', fault, 'what to do', { component: 'test' }), output)).to.equal(code);
      expect(output.remarks).to.deep.equal(['CODE: what to do']);
      expect(output.written).to.deep.equal([]);
    });
  }

  it('gives a program JSON on standard output', () => {
    const output = recording(true);
    reportFailure(new EtlError('CODE', 'config', 'what to do', { component: 'test' }), output);
    expect(JSON.parse(output.written.join(''))).to.deep.equal({
      error: { code: 'CODE', fault: 'config', message: 'what to do' },
    });
  });

  it('treats what nobody typed as our bug', () => {
    expect(reportFailure(new TypeError('x is not a function'), recording(false))).to.equal(70);
  });
});

describe('createProgress', () => {
  it('writes a line every five seconds and the last one at the end', () => {
    const output = recording(false);
    let now = 0;
    const progress = createProgress(output, () => now);
    for (now = 0; now <= 6_000; now += 1_000) progress.show(`at ${String(now)}`);
    progress.end();
    expect(output.remarks).to.deep.equal(['at 0', 'at 5000', 'at 6000']);
  });

  it('is silent when a program reads', () => {
    const output = recording(true);
    const progress = createProgress(output);
    progress.show('something');
    progress.end();
    expect(output.remarks).to.deep.equal([]);
  });
});
