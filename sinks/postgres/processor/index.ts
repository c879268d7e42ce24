import { createSecretKey } from 'node:crypto';
import { EtlError } from '../../../core/errors.ts';
import type { StreamProcessor } from '../../../core/streamProcessor.ts';
import { eventIds } from '../../../schemas/eventId.ts';
import type { AuditValueMode } from '../../../schemas/generated/AuditEvent.ts';
import { keyedHashes } from '../audit/keyedHash.ts';
import type { ValuePolicy } from '../audit/values.ts';
import { writeTables } from '../tables/index.ts';
import { component } from './check.ts';
import { weightOf } from './erasure.ts';
import { decide, type DecisionContext } from './decide.ts';
import { readFacts, type Facts } from './facts.ts';

/** How a deployment keeps its registry. */
interface RegistryOptions {
  /** Deployment id; part of every event id. */
  readonly deployment: string;
  /**
   * What the events of the topic `audit` hold of a person's values; the table holds them in full, but of nobody sealed off.
   * `off`: neither the table nor the topic tells a change, and old values are not read to name it.
   */
  readonly auditValues: AuditValueMode | 'off';
  /** Secret of the keyed hashes; must not be empty with `hashed`. */
  readonly auditSecret: string;
  /** Membership kinds that at most one current member of a group has, the head's kind first. */
  readonly uniqueKinds: readonly string[];
}

const stage = 'registry';

const policyOf = ({ auditValues, auditSecret }: RegistryOptions): ValuePolicy | undefined =>
  auditValues === 'off'
    ? undefined
    : { mode: auditValues, keyedHash: keyedHashes(createSecretKey(auditSecret, 'utf8')) };

/**
 * The sink that keeps the registry in PostgreSQL (DESIGN §8, §9): applies the states of `registrants` and `groups`,
 * writes what differs, and tells each change once in `registry.audit_log` and in the topic `audit`, unless audit is off.
 *
 * @throws EtlError `AUDIT_SECRET_MISSING` (config) when values shall be hashed and there is no secret
 */
export const createRegistryProcessor = (options: RegistryOptions): StreamProcessor<Facts> => {
  if (options.auditValues === 'hashed' && options.auditSecret === '')
    throw new EtlError(
      'AUDIT_SECRET_MISSING',
      'config',
      'audit values are to be hashed, but there is no secret: set one, or choose none',
      { component, field: 'auditSecret' },
    );
  const context: DecisionContext = {
    stage,
    eventId: eventIds(options.deployment, stage),
    policy: policyOf(options),
  };
  return {
    stage,
    inputTopics: ['registrants', 'groups'],
    tables: writeTables,
    weight: weightOf,
    read: (batch, query) =>
      readFacts(batch, query, { uniqueKinds: options.uniqueKinds, compared: context.policy !== undefined }),
    decide: (input, facts) => decide(input, facts, context),
  };
};
