// Mocha's own "spec" reporter for the reader, and the counts in a file for dev/test.mjs.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class TestReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const output = options?.reporterOptions?.output;
      if (output) writeFileSync(output, JSON.stringify({ passes, failures, pending }));
    });
  }
};
