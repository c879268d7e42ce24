import { expect } from 'chai';
import type { InputRecord, OutputEvent } from '../../../../core/streamProcessor.ts';
import { createViewProcessor, type ViewDefinition } from '../../../../processors/index.ts';
import type { Registrant } from '../../../../schemas/generated/Registrant.ts';
import { idOf, identifier, input, registrant, runMarker } from '../../sinks/postgres/events.ts';

const definition: ViewDefinition = {
  name: 'school',
  topic: 'view.school',
  fields: ['sex', 'area'],
  attributes: [],
  ids: 'registrant',
};

const secret = 'a secret of the tests';

/** Decides on records in their order, in batches of one; gives the events and whom the view shows in the end. */
const run = (records: readonly InputRecord[], more: Partial<ViewDefinition> = {}) => {
  const processor = createViewProcessor({ ...definition, ...more }, secret);
  const facts = new Map<string, { version: number; hash: string }>();
  const events: OutputEvent[] = [];
  for (const record of records) {
    const decision = processor.decide(record, facts);
    if (decision.kind === 'rejected') throw decision.error;
    events.push(...decision.events);
  }
  return { events, shown: [...facts.keys()] };
};

const state = (n: number, version: number, more: Partial<Registrant> = {}, headers: InputRecord['headers'] = {}) => ({
  ...input(version, registrant(n, { version, sex: 'female', area: 'North', ...more })),
  headers,
});

const erased = (n: number, version: number): InputRecord => ({
  ...input(version, registrant(n)),
  key: idOf(n),
  type: undefined,
  value: null,
  headers: { version: String(version) },
});

const values = (events: readonly OutputEvent[]): unknown[] => events.map(({ value }) => value);

describe('a view for partners', () => {
  it('shows the chosen fields, what merges need, and nothing else', () => {
    const { events } = run([state(1, 4)]);
    expect(events[0]).to.deep.include({
      topic: 'view.school',
      key: idOf(1),
      type: 'org.registrystream.view.School',
      value: {
        registrantId: idOf(1),
        version: 4,
        status: 'active',
        mergedInto: null,
        mergedFrom: [],
        sex: 'female',
        area: 'North',
      },
    });
  });

  it('says nothing when nothing changes that it shows', () => {
    const { events } = run([state(1, 4), state(1, 5, { fullName: 'OTHER' }), state(1, 6, { area: 'South' })]);
    expect(events).to.have.length(2);
  });

  it('drops what is older than what it has shown', () => {
    expect(run([state(1, 4), state(1, 4, { area: 'X' }), state(1, 3, { area: 'Y' })]).events).to.have.length(1);
  });

  it('never mentions who is sealed off, and takes away who comes to be', () => {
    expect(run([state(1, 4, { sealed: true }), state(1, 5, { sealed: true, area: 'South' })]).events).to.deep.equal([]);
    const { events, shown } = run([state(1, 4), state(1, 5, { sealed: true }), state(1, 6)]);
    expect(values(events).map((value) => value === null)).to.deep.equal([false, true, false]);
    expect(events[1]?.headers).to.deep.equal({ version: '5' });
    expect(shown).to.deep.equal([idOf(1)]);
  });

  it('passes an erasure on to those who have seen the person, and to nobody else', () => {
    const { events, shown } = run([state(1, 4), erased(1, 9), erased(2, 10)]);
    expect(events[1]).to.deep.include({ key: idOf(1), value: null, headers: { version: '9' } });
    expect(events).to.have.length(2);
    expect(shown).to.deep.equal([]);
  });

  it('tells what follows from an erasure even where it shows the same', () => {
    const { events } = run([state(1, 4), state(1, 5, {}, { 'erased-record': 'key' })]);
    expect(events[1]?.headers).to.deep.equal({ 'erased-record': 'key' });
  });

  it('keeps redirects for those whom it has shown', () => {
    const merged = { status: 'merged' as const, mergedInto: idOf(2), sex: null, area: null };
    const { events } = run([state(1, 4), state(1, 5, merged), state(3, 6, merged)]);
    expect(events).to.have.length(2);
    expect(events[1]?.value).to.include({ registrantId: idOf(1), status: 'merged', mergedInto: idOf(2), area: null });
  });

  it('shows those of its programmes, and lets go of who leaves them', () => {
    const { events } = run(
      [
        state(1, 4, { programs: ['Cash', 'Food'] }),
        state(2, 5, { programs: ['Cash'] }),
        state(1, 6, { programs: ['Cash'] }),
      ],
      { programs: ['Food'], fields: ['programs'] },
    );
    expect(values(events)).to.have.length(2);
    expect(events[0]?.value).to.deep.include({ programs: ['Food'] });
    expect(events[1]?.value).to.equal(null);
  });

  it('shows identifiers of the chosen types and attributes of the chosen names', () => {
    const person = state(1, 4, {
      identifiers: [identifier('N1'), identifier('S1', { type: 'School ID' })],
      attributes: { grade: '4', poverty: '17' },
    });
    const { events } = run([person], {
      fields: ['identifiers'],
      identifierTypes: ['School ID'],
      attributes: ['grade', 'x'],
    });
    const [value] = values(events) as [{ identifiers: { value: string }[]; attributes: unknown }];
    expect(value.identifiers.map((one) => one.value)).to.deep.equal(['S1']);
    expect(value.attributes).to.deep.equal({ grade: '4' });
  });

  it('gives ids of its own, the same for redirects, other ones in another view', () => {
    const merged = { status: 'merged' as const, mergedInto: idOf(2) };
    const records = [state(1, 4), state(2, 5), state(1, 6, merged), state(2, 7, { mergedFrom: [idOf(1)] })];
    const { events } = run(records, { ids: 'pseudonymous' });
    const [one, two] = [events[0]?.key, events[1]?.key];
    expect(one)
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.equal(two);
    expect(events[2]?.value).to.include({ registrantId: one, mergedInto: two });
    expect(events[3]?.value).to.deep.include({ registrantId: two, mergedFrom: [one] });
    expect(JSON.stringify(events)).to.not.include(idOf(1)).and.not.include(idOf(2));
    expect(run(records, { ids: 'pseudonymous', name: 'health' }).events[0]?.key).to.not.equal(one);
  });

  it('passes over markers of runs and refuses what is no registrant', () => {
    const marker = { ...input(1, runMarker('started')), key: 'run/run-1/started/0' };
    expect(run([marker]).events).to.deep.equal([]);
    const wrong = { ...state(1, 4), type: 'org.registrystream.Group' };
    expect(() => run([wrong])).to.throw(/takes no org.registrystream.Group/);
  });
});
