import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import { Trouble } from '../../../../runtime/enrolments/trouble.ts';

const away = new EtlError('KAFKA_UNAVAILABLE', 'transient', 'Kafka is away', { component: 'test' });

/** Fails at each of these seconds, and gives the level of every line that is said. */
const levelsOf = (seconds: readonly (number | 'over')[]): { levels: string[]; failing: number[] } => {
  let now = 1_000_000;
  const levels: string[] = [];
  const failing: number[] = [];
  const trouble = new Trouble(
    (level) => levels.push(level),
    (milliseconds) => failing.push(milliseconds),
    () => now,
  );
  for (const second of seconds) {
    if (second === 'over') trouble.over();
    else {
      now = 1_000_000 + second * 1000;
      trouble.failed(away, 1);
    }
  }
  return { levels, failing };
};

describe('trouble with carrying enrolments to the log', () => {
  it('is a warning at first, and an error for every minute that it lasts', () => {
    const { levels, failing } = levelsOf([0, 5, 59, 60, 65, 119, 121]);
    expect(levels).to.deep.equal(['warn', 'warn', 'warn', 'error', 'warn', 'warn', 'error']);
    expect(failing).to.deep.equal([0, 5000, 59_000, 60_000, 65_000, 119_000, 121_000]);
  });

  it('is over once, and begins anew', () => {
    const { levels, failing } = levelsOf(['over', 0, 60, 'over', 'over', 100, 130]);
    expect(levels).to.deep.equal(['warn', 'error', 'info', 'warn', 'warn']);
    expect(failing).to.deep.equal([0, 0, 60_000, 0, 0, 0, 30_000]);
  });
});
