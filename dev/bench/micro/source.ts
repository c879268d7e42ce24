import type { SourceEntry } from '../../../core/source.ts';
import { configSchema } from '../../../runtime/config/schema.ts';
import { openSource } from '../../../runtime/deployment/sources.ts';
import { sharedPurposes } from '../../../runtime/source/aliases.ts';
import { decidePage, type PageDecision } from '../../../runtime/source/decidePage.ts';
import { keyedHash, remembering } from '../../../runtime/source/keyedHash.ts';
import { SourceIndex } from '../../../runtime/source/sourceIndex.ts';
import { configurationOf } from '../sources/configuration.ts';

/** Entries that are decided on together, as a connector's page has them. */
const PAGE = 1000;

// Nothing is connected: only what an import says of itself is read.
const nowhere = 'http://127.0.0.1:1';
const services = {
  kafka: { brokers: ['127.0.0.1:1'] },
  schemaRegistry: { url: nowhere },
  postgres: { url: 'postgres://127.0.0.1:1/nowhere' },
};

const importOptions = () => {
  const config = configSchema.parse(configurationOf(services, nowhere, ['graphql']));
  const [source] = config.sources;
  const [options] = source === undefined ? [] : openSource(config, source, () => undefined).imports;
  if (options === undefined) throw new Error('the configuration of the benchmark has no import');
  return options;
};

/** Decides on entries as a source does that has never seen them: page by page, at its first import. */
export const createDecider = (): ((entries: readonly SourceEntry[]) => readonly PageDecision[]) => {
  const options = importOptions();
  return (entries) => {
    const index = new SourceIndex();
    const hash = remembering(keyedHash('a secret of this benchmark alone, long enough'), sharedPurposes);
    const decisions: PageDecision[] = [];
    let stamps = { sequence: 0, highestTime: 0 };
    for (let from = 0; from < entries.length; from += PAGE) {
      const decision = decidePage(entries.slice(from, from + PAGE), {
        source: 'bench',
        country: 'PH',
        import: options,
        run: 'bench',
        observedAt: Date.UTC(2026, 2, 1),
        hash,
        volatile: [],
        index,
        unnamed: { broken: false, namings: new Set(), groups: new Set() },
        stamps,
      });
      ({ stamps } = decision);
      decisions.push(decision);
    }
    return decisions;
  };
};
