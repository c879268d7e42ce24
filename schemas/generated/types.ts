// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

export type * from './AuditEvent.ts';
export type * from './DeadLetter.ts';
export type * from './FirstSeen.ts';
export type * from './Group.ts';
export type * from './GroupMember.ts';
export type * from './Identifier.ts';
export type * from './IdentityDecision.ts';
export type * from './ImportRun.ts';
export type * from './ModelActivation.ts';
export type * from './ModelActivationStep.ts';
export type * from './PartialDate.ts';
export type * from './Phone.ts';
export type * from './Position.ts';
export type * from './Provenance.ts';
export type * from './RecordState.ts';
export type * from './Registrant.ts';
export type * from './RegistrantStatus.ts';
export type * from './SourceCheckpoint.ts';
export type * from './SourceGroup.ts';
export type * from './SourceHold.ts';
export type * from './SourceIdentifier.ts';
export type * from './SourceIndexEntry.ts';
export type * from './SourceMember.ts';
export type * from './SourcePerson.ts';
export type * from './SourcePhone.ts';
export type * from './Verdict.ts';
