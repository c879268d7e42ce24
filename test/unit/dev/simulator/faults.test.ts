import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createFaults } from '../../../../dev/simulator/faults.ts';

describe('planned faults', () => {
  it('strike the next requests in the order in which they were planned', () => {
    const faults = createFaults();
    faults.next({ kind: 'server-error', count: 2 });
    faults.next({ kind: 'not-json' });
    const struck = Array.from({ length: 4 }, () => faults.take('search')?.kind);
    expect(struck).to.deep.equal(['server-error', 'server-error', 'not-json', undefined]);
  });

  it('let requests pass before they begin', () => {
    const faults = createFaults();
    faults.next({ kind: 'timeout', skip: 2 });
    const struck = Array.from({ length: 4 }, () => faults.take('search')?.kind);
    expect(struck).to.deep.equal([undefined, undefined, 'timeout', undefined]);
  });

  it('hit the endpoint that they are meant for', () => {
    const faults = createFaults();
    faults.next({ kind: 'server-error', target: 'token' });
    expect(faults.take('search')).to.equal(undefined);
    expect(faults.take('token')?.kind).to.equal('server-error');
  });

  it('are forgotten when told so', () => {
    const faults = createFaults();
    faults.next({ kind: 'reset', count: 5 });
    faults.clear();
    expect(faults.pending()).to.deep.equal([]);
    expect(faults.take('search')).to.equal(undefined);
  });
});
