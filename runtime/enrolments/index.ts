/** Carries caseworkers' changes of enrolments from PostgreSQL to the log (DESIGN §8). */
export { startEnrolmentRelay } from './relay.ts';
export type { EnrolmentObserver, EnrolmentRelay, EnrolmentRelayOptions } from './relay.ts';
