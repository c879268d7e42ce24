import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { activationOf } from '../../support/model.ts';
import { holdSwitch, nationalId, reclusterings, verdict } from '../../support/records.ts';
import { idOf, Resolver } from '../../support/resolver.ts';
import { amina, lastOf, model, rewritten } from './amina.ts';

describe('identity: do no harm, switches', () => {
  let resolver: Resolver;

  beforeEach(async () => {
    resolver = new Resolver();
    await resolver.all([activationOf(model)]);
  });

  const off = (kind: Parameters<typeof holdSwitch>[0]) => [holdSwitch(kind, false), ...reclusterings('held', 2)];

  it('holds every merge while the switch is on, by identifiers too, and lets it go after', async () => {
    const identifiers = [nationalId('N71234567')];
    await resolver.all([holdSwitch('merge', true), amina('again', 2), amina('first', 1, { identifiers })]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
    await resolver.all([amina('again', 2, { version: 2, identifiers })]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
    expect(lastOf(resolver, 'again')?.conflicts).to.deep.equal(['held:switch:merge']);
    await resolver.all(off('merge'));
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    expect(lastOf(resolver, 'again')).to.include({ kind: 'review_closed', rule: 'hold' });
  });

  it('lets a new record join whom it belongs to meanwhile, and a person merge', async () => {
    await resolver.all([amina('first', 1), holdSwitch('merge', true), amina('again', 2)]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    await resolver.all([amina('zohra', 3, rewritten), verdict('first', 'zohra', 'same')]);
    expect(resolver.clusters).to.deep.equal([['again', 'first', 'zohra']]);
  });

  it('holds every split while the switch is on, by identifiers too, and lets it go after', async () => {
    await resolver.all([amina('first', 1), amina('again', 2), holdSwitch('split', true)]);
    const identifiers = [nationalId('N79999999')];
    await resolver.all([
      amina('zohra', 3, { ...rewritten, identifiers }),
      amina('again', 2, { version: 2, ...rewritten, identifiers }),
    ]);
    expect(resolver.clusters).to.deep.equal([['again', 'first'], ['zohra']]);
    expect(lastOf(resolver, 'again')?.conflicts).to.include('held:switch:split');
    await resolver.all(off('split'));
    expect(resolver.clusters).to.deep.equal([['again', 'zohra'], ['first']]);
  });

  it('keeps who is gone active while the switch is on, and withdraws her after', async () => {
    await resolver.all([amina('first', 1), holdSwitch('withdraw', true)]);
    await resolver.all([amina('first', 1, { version: 2, state: 'withdrawn' })]);
    expect(resolver.registrant('first')).to.include({ status: 'active' });
    expect(resolver.outcomes.at(-1)).to.equal('held');
    expect(lastOf(resolver, 'first')).to.include({ kind: 'held', rule: 'hold' });
    expect(lastOf(resolver, 'first')?.conflicts).to.deep.equal(['held:switch:withdraw']);
    resolver.restart();
    await resolver.all(off('withdraw'));
    expect(resolver.registrant('first')).to.include({ status: 'withdrawn', registrantId: idOf('first') });
  });

  it('lets one of two imports lose her, for the other still shows her', async () => {
    await resolver.all([amina('first', 1), amina('first', 1, { import: 'groups' }), holdSwitch('withdraw', true)]);
    await resolver.all([amina('first', 1, { version: 2, state: 'withdrawn' })]);
    expect(resolver.outcomes.at(-1)).to.equal('withdrawn');
    await resolver.all([amina('first', 1, { import: 'groups', version: 2, state: 'withdrawn' })]);
    expect(resolver.outcomes.at(-1)).to.equal('held');
    expect(resolver.registrant('first').status).to.equal('active');
  });

  it('does not withdraw who has come back before the switch is off', async () => {
    await resolver.all([amina('first', 1), holdSwitch('withdraw', true)]);
    await resolver.all([amina('first', 1, { version: 2, state: 'withdrawn' }), amina('first', 1, { version: 3 })]);
    const told = resolver.events.length;
    await resolver.all(off('withdraw'));
    expect(resolver.registrant('first').status).to.equal('active');
    expect(resolver.events).to.have.length(told);
  });

  it('lets all else flow: new people, changes, merges while only splits are held', async () => {
    await resolver.all([holdSwitch('split', true), holdSwitch('withdraw', true)]);
    await resolver.all([amina('again', 2), amina('first', 1)]);
    await resolver.all([amina('first', 1, { version: 2, area: 'Sur' })]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    expect(resolver.registrant('first').area).to.equal('Sur');
  });
});
