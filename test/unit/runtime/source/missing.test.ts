import { expect } from 'chai';
import { describe, it } from 'mocha';
import { judgeMissing } from '../../../../runtime/source/missing.ts';
import type { Judgement, ScanEnd } from '../../../../runtime/source/missing.ts';
import type { SourceEntry } from '../../../../core/source.ts';
import { alone, group, household, identifier, importOptions, member, person, Scans } from './scan.ts';

const people = (count: number, area: (at: number) => string = () => 'North'): SourceEntry[] =>
  Array.from({ length: count }, (_, at) =>
    alone(
      person({
        givenName: `Name ${String(at)}`,
        birthDate: `19${String(10 + (at % 80))}-01-01`,
        area: area(at),
        identifiers: [identifier(`I-${String(at)}`)],
      }),
    ),
  );

/** Complete scans of one import, each judged at its end and the judgement applied. */
class Judged extends Scans {
  judge(fields: Partial<ScanEnd> = {}): Judgement {
    return judgeMissing({
      import: importOptions(),
      run: this.run,
      now: this.clock,
      index: this.index,
      unnamed: this.unnamed,
      interrupted: false,
      newScope: false,
      recent: [],
      accepted: false,
      wasHeld: false,
      ...fields,
    });
  }

  complete(entries: readonly SourceEntry[], fields: Partial<ScanEnd> = {}): Judgement {
    this.scan(entries);
    const judgement = this.judge(fields);
    for (const { record, state, missingScans, missingSince } of judgement.changes) {
      Object.assign(record, { missingScans, missingSince, missingRun: this.run });
      if (state !== undefined) record.state = state;
    }
    return judgement;
  }
}

const states = ({ changes }: Judgement): (string | undefined)[] => changes.map(({ state }) => state);

const all = people(30);
const allButOne = all.slice(1);

describe('who is missing', () => {
  it('misses nobody in a registry that is adopted, whatever part of it was read before', () => {
    const scans = new Judged();
    const baseline = importOptions({ baseline: true });
    scans.complete(people(10), { import: baseline, interrupted: true });
    expect(scans.complete(people(2), { import: baseline, newScope: true }).changes).to.deep.equal([]);
  });

  it('withdraws who is absent from two complete scans in a row', () => {
    const scans = new Judged();
    scans.complete(all);
    expect(scans.complete(allButOne)).to.include({ pending: 1, held: 0 });
    const second = scans.complete(allButOne);
    expect(states(second)).to.deep.equal(['withdrawn']);
    expect(second.pending).to.equal(0);
    expect(scans.complete(allButOne).changes).to.deep.equal([]);
  });

  it('begins to count again when she has been seen in between', () => {
    const scans = new Judged();
    scans.complete(all);
    scans.complete(allButOne);
    scans.complete(all);
    expect(states(scans.complete(allButOne))).to.deep.equal([undefined]);
  });

  it('withdraws nobody by a scan that suddenly misses many, not even whom the one before has missed', () => {
    const scans = new Judged();
    scans.complete(all);
    // The registry begins to hide people when nearly all of the scan is read.
    expect(scans.complete(all.slice(0, 29))).to.include({ pending: 1, held: 0 });
    expect(scans.complete(all.slice(0, 10))).to.include({ pending: 19, held: 1 });
    expect(scans.complete(all, { wasHeld: true }).changes.filter(({ state }) => state !== undefined)).to.deep.equal([]);
    expect(scans.complete(all).changes).to.deep.equal([]);
  });

  it('withdraws nobody in the first scan after a hold, which may have begun while people were still hidden', () => {
    const scans = new Judged();
    const [hidden, back] = [all.slice(20), all.slice(3)];
    scans.complete(all);
    scans.complete(hidden);
    expect(scans.complete(hidden).held).to.equal(20);
    const first = scans.complete(back, { wasHeld: true });
    expect(first).to.include({ held: 0, pending: 3 });
    expect(states(first)).to.deep.equal([undefined, undefined, undefined]);
    expect(states(scans.complete(back))).to.deep.equal(['withdrawn', 'withdrawn', 'withdrawn']);
  });

  it('withdraws at once after a hold what a person has accepted', () => {
    const scans = new Judged();
    scans.complete(all);
    scans.complete(all.slice(20));
    scans.complete(all.slice(20));
    const accepted = scans.complete(all.slice(20), { wasHeld: true, accepted: true });
    expect(states(accepted)).to.deep.equal(Array<string>(20).fill('withdrawn'));
  });

  it('waits for the grace period, and counts no further meanwhile', () => {
    const scans = new Judged();
    const patient = { import: importOptions({ grace: 25 }) };
    for (const entries of [all, allButOne]) scans.complete(entries, patient);
    expect(scans.complete(allButOne, patient)).to.include({ pending: 1 });
    expect(scans.complete(allButOne, patient).changes).to.deep.equal([]);
    expect(states(scans.complete(allButOne, patient))).to.deep.equal(['withdrawn']);
  });

  it('counts nothing twice when the end of a scan is judged again', () => {
    const scans = new Judged();
    scans.complete(all);
    scans.complete(allButOne);
    expect(scans.judge().changes).to.deep.equal([]);
    expect(scans.judge().pending).to.equal(1);
  });

  it('says out of scope when the import does not see everybody', () => {
    const scans = new Judged();
    const partial = { import: importOptions({ complete: false, grace: 1_000_000 }) };
    for (const entries of [all, allButOne]) scans.complete(entries, partial);
    expect(states(scans.complete(allButOne, partial))).to.deep.equal(['out_of_scope']);
  });

  it('says out of scope at once when the query has changed, and no guard holds it', () => {
    const scans = new Judged();
    scans.complete(all);
    const judgement = scans.complete(all.slice(20), { newScope: true });
    expect(new Set(states(judgement))).to.deep.equal(new Set(['out_of_scope']));
    expect(judgement).to.include({ held: 0, pending: 0 });
  });

  it('says nothing of an interrupted scan, nor of one with an entry that may be anybody', () => {
    const scans = new Judged();
    scans.complete(all);
    expect(scans.complete(allButOne, { interrupted: true }).changes).to.deep.equal([]);
    scans.unnamed.broken = true;
    expect(scans.judge().changes).to.deep.equal([]);
  });

  it('spares whom an entry without identifiers resembles', () => {
    const scans = new Judged();
    scans.complete(all);
    const lost = alone(person({ givenName: 'Name 0', birthDate: '1999-12-31' }));
    expect(scans.complete([...allButOne, lost])).to.include({ pending: 0 });
    scans.complete(allButOne);
    expect(states(scans.complete([...allButOne, lost]))).to.deep.equal([undefined]);
    expect(states(scans.complete(allButOne))).to.deep.equal([undefined]);
  });

  it('counts the members of a group as seen whose entry broke its mapping', () => {
    const scans = new Judged();
    const home = household('H-1', [member(person({ identifiers: [identifier('A-1')] })), member(person())]);
    scans.complete([group(home)]);
    const key = scans.events.at(-1)?.recordKey ?? '';
    scans.scan([]);
    scans.unnamed.groups.add(key);
    expect(scans.judge()).to.include({ pending: 0 });
  });
});

describe('withdrawal guards', () => {
  const missing = (scans: Judged, entries: readonly SourceEntry[], fields: Partial<ScanEnd> = {}): Judgement => {
    scans.complete(entries, fields);
    return scans.complete(entries, fields);
  };

  it('hold when too many of the whole are missing, until somebody accepts', () => {
    const scans = new Judged();
    scans.complete(all);
    const few = all.slice(10);
    const held = missing(scans, few);
    expect(held).to.include({ held: 10, pending: 0 });
    expect(held.holdReason).to.equal('10 of 30 records are missing, more than 10.0 %');
    expect(states(held).filter((state) => state !== undefined)).to.deep.equal([]);
    expect(scans.complete(few)).to.include({ held: 10 });
    const accepted = scans.complete(few, { accepted: true });
    expect(states(accepted).filter((state) => state === 'withdrawn')).to.have.lengthOf(10);
    expect(accepted).to.include({ held: 0, holdReason: null });
  });

  it('let a few pass', () => {
    const scans = new Judged();
    scans.complete(all);
    expect(missing(scans, all.slice(5))).to.include({ held: 0, holdReason: null });
  });

  it('hold when too many of one area are missing', () => {
    const scans = new Judged();
    const country = people(200, (at) => (at < 20 ? 'East' : 'West'));
    scans.complete(country);
    const held = missing(scans, country.slice(6));
    expect(held.holdReason).to.equal('1 areas miss more than 25.0 % of their records (in one 6 of 20)');
  });

  it('hold when too many of one large group are missing', () => {
    const scans = new Judged();
    const camp = Array.from({ length: 20 }, (_, at) =>
      member(person({ area: null, givenName: String(at), identifiers: [identifier(`C-${String(at)}`)] })),
    );
    const others = people(200);
    scans.complete([...others, group(household('H-1', camp, { area: null }))]);
    const held = missing(scans, [...others, group(household('H-1', camp.slice(11), { area: null }))]);
    expect(held.holdReason).to.equal('1 groups miss more than 50.0 % of their records (in one 11 of 20)');
  });

  it('hold when too many are missing over the rolling window', () => {
    const scans = new Judged();
    const hundred = people(100);
    scans.complete(hundred);
    const recent = [{ time: scans.clock, count: 20 }];
    const held = missing(scans, hundred.slice(6), { recent });
    expect(held.held).to.equal(6);
    expect(held.holdReason).to.match(/^26 of 120 records are missing, more than 20.0 %/);
    const { changes } = scans.judge({ recent, now: scans.clock + 8 * 86_400_000 });
    expect(changes).to.have.lengthOf(6);
  });
});
