import { EtlError } from '../../core/errors.ts';
import type { Erasure } from '../../schemas/generated/types.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { withSourceHeld } from '../letters/index.ts';
import { nameOf, proofMessage, readProofs } from './proofs.ts';

/**
 * Says of erased records that their source may bring them again, as new ones, although it refuses all others.
 *
 * @param names record keys, or ids that they gave
 * @returns the proofs as they stand now
 * @throws EtlError `config` `ERASURE_UNKNOWN` for a name that is not in the list of what was erased; as
 *   {@link withSourceHeld}
 */
export const readmit = async (deployment: Deployment, names: readonly string[]): Promise<readonly Erasure[]> => {
  const { codec, config, kafka } = deployment;
  const proofs = [...(await readProofs(deployment)).values()];
  const found = names.flatMap((name) => {
    const ofName = proofs.filter(({ entityId, recordKey }) => recordKey === name || entityId === name);
    if (ofName.length > 0) return ofName;
    throw new EtlError('ERASURE_UNKNOWN', 'config', `${name} is not in the list of what was erased`, {
      component: 'runtime/erasure',
    });
  });
  const changed = [...new Map(found.map((proof) => [nameOf(proof), { ...proof, mayReturn: true }])).values()];
  const reading = { connection: kafka, codec, topicPrefix: config.kafka.topicPrefix };
  for (const source of new Set(changed.map((proof) => proof.source)))
    // A source reads the list when it takes itself over: so that it does, it is held for a moment.
    await withSourceHeld(reading, config.deployment, source, 'erasure', (publish) =>
      publish(changed.filter((proof) => proof.source === source).map((proof) => proofMessage(deployment, proof))),
    );
  return changed;
};
