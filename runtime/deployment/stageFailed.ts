/** What a stage's end is called when nobody typed the error. */
export const stageFailed = {
  code: 'STAGE_FAILED',
  fault: 'bug',
  message: 'a stage ended by an error that nobody typed; nothing was lost, please report this',
  context: { component: 'runtime/deployment' },
} as const;
