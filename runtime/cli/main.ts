#!/usr/bin/env node
import { createProgram } from './program.ts';
import { processOutput, reportFailure } from './output.ts';

/** Milliseconds after the work is done in which the process may end by itself. */
const LINGERING = 5_000;

// Results go to standard output, everything else to standard error; the exit code says who has to act.
const abort = new AbortController();
let signals = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    signals += 1;
    // A second signal is a person who does not want to wait.
    if (signals > 1) process.exit(130);
    abort.abort(new Error(`stopped by ${signal}`));
  });
}

try {
  await createProgram(abort.signal).parseAsync();
} catch (error) {
  process.exitCode = abort.signal.aborted ? 130 : reportFailure(error, processOutput(process.argv.includes('--json')));
}

// A connection that some library has left open must not keep the process from its supervisor. Without one it ends before.
setTimeout(() => process.exit(), LINGERING).unref();
