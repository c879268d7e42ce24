/** Says what is being done, on one line of the terminal that is overwritten; says nothing where nobody watches. */
export interface ProgressLine {
  readonly tell: (text: string) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

/** A line on standard error, so that figures can be piped elsewhere. */
export const progressLine = (): ProgressLine => {
  const write = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  };
  return {
    tell: write,
    clear: () => {
      write('');
    },
  };
};
