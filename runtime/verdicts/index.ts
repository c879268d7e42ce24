/** What people judge of two records: published to the log, where the resolver takes it from (DESIGN §6). */
export { planUndo, planVerdict, unknownRecordKey, verdictWords } from './plan.ts';
export type { JudgementRequest, VerdictEffect, VerdictPlan } from './plan.ts';
export { withVerdictFence } from './publish.ts';
export type { PublishVerdict } from './publish.ts';
export { readVerdicts, verdictKey } from './verdictLog.ts';
export type { LoggedVerdict, VerdictKafka } from './verdictLog.ts';
