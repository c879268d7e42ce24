import type { InputRecord } from '../../core/streamProcessor.ts';
import type {
  Enrolment,
  ImportRun,
  ModelActivation,
  ModelActivationStep,
  SourceGroup,
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
  | { readonly kind: 'unknown' };

/** Reads a record of `source.records`; persons and groups are normalised. */
export const resolverInput = (record: InputRecord): ResolverInput => {
  const { type, value } = record;
  if (value === null) return erasureInput(record);
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
    case undefined:
    default:
      return { kind: 'unknown' };
  }
};
