import type { InputRecord } from '../../core/streamProcessor.ts';
import { createIdentityProcessor, migrations } from '../../processors/index.ts';
import { population } from '../unit/processors/support/population.ts';
import { activationOf, linkingModel, stepsOf } from '../unit/processors/support/model.ts';
import { group, inputAt, nationalId, person, runMarker, verdict } from '../unit/processors/support/records.ts';
import type { SourceValue } from '../unit/processors/support/records.ts';
import { streamProcessorContract } from './streamProcessor.ts';

const model = linkingModel(60);
const altered = { ...activationOf(linkingModel(90)), artefact: activationOf(model).artefact };

/** Links, merges, moves, withdrawals, verdicts and another model, and what the resolver rejects. */
const values: readonly SourceValue[] = [
  runMarker('started'),
  ...population(60, 7),
  person('late', { seen: 900, identifiers: [nationalId('N70000007')] }),
  group('heads', ['p1', 'p2'], {
    seen: 901,
    members: ['p1', 'p2'].map((recordKey) => ({
      recordKey,
      kinds: ['Head'],
      startDate: null,
      endDate: null,
      relation: null,
    })),
  }),
  group('p3', ['p1'], { seen: 902 }),
  verdict('p1', 'p2', 'same'),
  verdict('p20', 'p21', 'different'),
  { ...verdict('p4', 'p5', 'same'), lowerRecordKey: 'p5', higherRecordKey: 'p4' },
  ...[activationOf(model), ...stepsOf(model, 3), altered],
  verdict('p1', 'p2', 'none'),
  runMarker('completed'),
];

const records: readonly InputRecord[] = values.map((value, offset) => inputAt(offset, value));

streamProcessorContract({
  name: 'the identity resolver',
  create: () => createIdentityProcessor({ deployment: 'contract' }),
  records,
  migrations,
  rows: ['node', 'member', 'verdict', 'model'].map(
    (name) => `select t::text from registry_stream.identity_${name} t order by 1`,
  ),
  rejects: ['GROUP_TWO_HEADS', 'MODEL_HASH_DIFFERS', 'RECORD_KIND_CHANGED', 'VERDICT_MISPLACED'],
});
