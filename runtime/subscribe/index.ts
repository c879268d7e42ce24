/**
 * For teams downstream, as `registry-stream/subscribe`: reads registrants, groups, audit and views of a deployment
 * (docs/consuming.md).
 */
export { EtlError } from '../../core/errors.ts';
export type { Fault } from '../../core/errors.ts';
export { subscribe } from './subscription.ts';
export type { SubscribeOptions, SubscribedPartition, SubscribedTopic } from './options.ts';
export type { Known, KnownStates } from './known.ts';
export { followRedirects } from './redirects.ts';
export type {
  AuditTold,
  EntityChange,
  EventBatch,
  EventPlace,
  GroupEvent,
  ReadPosition,
  RegistrantEvent,
  Snapshot,
  SnapshotEnd,
  SnapshotReason,
  SubscribedEvent,
  ViewEvent,
  ViewState,
} from './events.ts';
export type {
  AuditEvent,
  Group,
  GroupMember,
  Identifier,
  PartialDate,
  Phone,
  Registrant,
} from '../../schemas/generated/types.ts';
