import type { Message } from './dump.ts';

/** Header by which the test marks what it has put into the topics itself: what must become of it. */
const EXPECTATION = 'faults-expectation';

/** What must become of a message that the test has put there itself; undefined for all others. */
export const expectationOf = ({ headers }: Message): string | undefined => headers[EXPECTATION];

/** Whether the test has put the message there itself. */
export const isOurs = (message: Message): boolean => expectationOf(message) !== undefined;

/** What is no record of a source: markers of runs, and what the configuration states. */
export const isMarker = ({ key }: Message): boolean => /^(?:run|policy|recluster)\//.test(key ?? '');
