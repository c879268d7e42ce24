import { EtlError } from '../../../core/errors.ts';
import { trainingProfiles } from '../../../processors/index.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import { ensureTables } from '../../deployment/ready.ts';
import type { LoadLearnable } from './learn.ts';
import { loadRecords, showColumns, type RecordsOptions } from './load.ts';

/** Records of a file, its columns shown. Throws as {@link loadRecords} does. */
export const learnableOfFile =
  (options: RecordsOptions): LoadLearnable =>
  async (output, progress, signal) => {
    const records = await loadRecords(options, progress, signal);
    showColumns(records, output);
    return records;
  };

const nobody = (): EtlError =>
  new EtlError(
    'NOTHING_TO_LEARN_FROM',
    'config',
    'the deployment has not stored records of two persons yet; import first (registry-stream import --once)',
    { component: 'runtime/cli', field: 'from-registry' },
  );

/**
 * The persons' records that the resolver of a deployment has stored.
 *
 * @throws EtlError `config` when there are none, or the database is not migrated
 */
export const learnableOfRegistry =
  (deployment: Deployment): LoadLearnable =>
  async (output, progress, signal) => {
    await ensureTables(deployment);
    const profiles = await trainingProfiles(deployment.query, (records) => {
      progress.show(`reading the registry: ${records.toLocaleString('en')} records`);
      signal.throwIfAborted();
      return Promise.resolve();
    });
    if (profiles.length < 2) throw nobody();
    output.remark(`learning from ${profiles.length.toLocaleString('en')} stored records of persons`);
    return { profiles, texts: [] };
  };
