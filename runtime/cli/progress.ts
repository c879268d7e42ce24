import type { Output } from './output.ts';

/** Draws the state of long work: one line that is redrawn on a terminal, a line every few seconds elsewhere. */
export interface Progress {
  /** Says how far the work is; cheap to call often. */
  readonly show: (text: string) => void;
  /** Leaves the last line standing and ends. */
  readonly end: () => void;
}

const redrawEvery = 100;
const lineEvery = 5_000;

/**
 * @param output where to draw; nothing is drawn when a program reads
 * @param clock milliseconds
 */
export const createProgress = (output: Output, clock: () => number = Date.now): Progress => {
  let last = Number.NEGATIVE_INFINITY;
  let pending: string | undefined;
  const draw = (text: string): void => {
    if (output.interactive) process.stderr.write(`\r\u001b[2K${text}`);
    else output.remark(text);
    last = clock();
    pending = undefined;
  };
  return {
    show: (text) => {
      if (output.json) return;
      if (clock() - last >= (output.interactive ? redrawEvery : lineEvery)) draw(text);
      else pending = text;
    },
    end: () => {
      if (output.json) return;
      if (pending !== undefined) draw(pending);
      if (output.interactive && last > 0) process.stderr.write('\n');
    },
  };
};
