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
  | { readonly kind: 'switch'; readonly hold: HoldSwitch }
  | { readonly kind: 'release'; readonly release: AreaRelease }
  | { readonly kind: 'policy'; readonly policy: SourceLinks | ChangeGuard }
  | { readonly kind: 'reclustering'; readonly step: Reclustering }
  | { readonly kind: 'unknown' };

/** Reads a record of `source.records`; persons and groups are normalised. */
export const resolverInput = ({ type, value }: InputRecord): ResolverInput => {
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
    case 'org.registrystream.HoldSwitch':
      return { kind: 'switch', hold: value as HoldSwitch };
    case 'org.registrystream.AreaRelease':
      return { kind: 'release', release: value as AreaRelease };
    case 'org.registrystream.SourceLinks':
      return { kind: 'policy', policy: value as SourceLinks };
    case 'org.registrystream.ChangeGuard':
      return { kind: 'policy', policy: value as ChangeGuard };
    case 'org.registrystream.Reclustering':
      return { kind: 'reclustering', step: value as Reclustering };
    case undefined:
    default:
      return { kind: 'unknown' };
  }
};
