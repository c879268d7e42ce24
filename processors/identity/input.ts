import type { InputRecord } from '../../core/streamProcessor.ts';
import type {
  AreaRelease,
  ChangeGuard,
  Enrolment,
  HoldSwitch,
  ImportRun,
  ModelActivation,
  ModelActivationStep,
  Reclustering,
  SourceGroup,
  SourceLinks,
  SourcePerson,
  Verdict,
} from '../../schemas/generated/types.ts';
import type { ErasureInput } from './erasure/input.ts';
import { erasureInput } from './erasure/input.ts';
import type { View } from './view.ts';
import { groupView, personView } from './view.ts';

/** What the resolver takes from the log, by what it means. */
export type ResolverInput =
  | { readonly kind: 'view'; readonly view: View }
  | { readonly kind: 'run'; readonly run: ImportRun }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'enrolment'; readonly enrolment: Enrolment }
  | { readonly kind: 'activation'; readonly activation: ModelActivation }
  | { readonly kind: 'activation-step'; readonly step: ModelActivationStep }
  | ErasureInput
  | { readonly kind: 'restraint'; readonly restraint: HoldSwitch | AreaRelease | SourceLinks | ChangeGuard }
  | { readonly kind: 'reclustering'; readonly step: Reclustering }
  | { readonly kind: 'unknown' };

const restraints: ReadonlySet<string | undefined> = new Set(
  ['HoldSwitch', 'AreaRelease', 'SourceLinks', 'ChangeGuard'].map((name) => `org.registrystream.${name}`),
);

/** Reads a record of `source.records`; persons and groups are normalised. */
export const resolverInput = (record: InputRecord): ResolverInput => {
  const { type, value } = record;
  if (value === null) return erasureInput(record);
  if (restraints.has(type))
    return { kind: 'restraint', restraint: value as HoldSwitch | AreaRelease | SourceLinks | ChangeGuard };
  // The stage has decoded the value by the schema that its type names.
  switch (type) {
    case 'org.registrystream.SourcePerson':
      return { kind: 'view', view: personView(value as SourcePerson) };
    case 'org.registrystream.SourceGroup':
      return { kind: 'view', view: groupView(value as SourceGroup) };
    case 'org.registrystream.ImportRun':
      return { kind: 'run', run: value as ImportRun };
    case 'org.registrystream.Verdict':
      return { kind: 'verdict', verdict: value as Verdict };
    case 'org.registrystream.Enrolment':
      return { kind: 'enrolment', enrolment: value as Enrolment };
    case 'org.registrystream.ModelActivation':
      return { kind: 'activation', activation: value as ModelActivation };
    case 'org.registrystream.ModelActivationStep':
      return { kind: 'activation-step', step: value as ModelActivationStep };
    case 'org.registrystream.Reclustering':
      return { kind: 'reclustering', step: value as Reclustering };
    case undefined:
    default:
      return { kind: 'unknown' };
  }
};
