/** Tells on standard error what is being done, with the time of day in UTC. */
export const tell = (text: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`);
};
