import { expect } from 'chai';
import { describe, it } from 'mocha';
import { rebuildPoints } from '../../runtime/faultPoint.ts';
import { idOf } from '../unit/sinks/postgres/events.ts';
import { onRebuildGround, type RebuildGround } from '../integration/rebuild/fixture.ts';
import { history } from '../integration/rebuild/people.ts';

/** Makes the registry differ from its topics in several tables, so that old, new and a mixture can be told apart. */
const alter = async (ground: RebuildGround): Promise<void> => {
  await ground.rows(`update registry.registrant set name = 'Altered'`);
  await ground.rows(`update registry.registrant_phone set number = 'altered' where disabled is null`);
  await ground.rows(`delete from registry.group_membership where individual_id = '${idOf(4)}'`);
};

describe('a rebuild that is killed', () => {
  it('leaves the old registry or the new one, at whatever step, and goes on when it is run again', async function () {
    // A process is started for each step.
    this.timeout(900_000);
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      const [made, untouched] = [await ground.tables(), await ground.untouched()];
      for (const point of rebuildPoints) {
        await alter(ground);
        const old = await ground.tables();
        expect(old).not.to.deep.equal(made);
        const killed = await ground.command(['--swap'], `${point}:1`);
        expect(killed.signal, `${point}: ${killed.stderr}`).to.equal('SIGKILL');
        const left = await ground.tables();
        expect(left, point).to.deep.equal(point === 'swap.after-commit' ? made : old);
        const { partitionsResumed, swapped } = await ground.rebuild('swap');
        expect(swapped, point).not.to.equal(undefined);
        // Partitions without a record are complete at once, so only what comes after a whole one tells.
        if (point === 'swap.after-commit') expect(partitionsResumed).to.equal(0);
        else if (point !== 'rebuild.in-partition') expect(partitionsResumed, point).to.be.greaterThan(0);
        expect(await ground.tables(), point).to.deep.equal(made);
        expect(await ground.hasShadow()).to.equal(false);
      }
      expect(await ground.untouched()).to.deep.equal(untouched);
      await ground.sink();
      const { code, stdout } = await ground.command(['--verify']);
      expect(code, stdout).to.equal(0);
      expect(stdout).to.include('The registry is what its topics say.');
    });
  });

  it('says by its exit code whether the registry is what its topics say, and shows values only when asked', async () => {
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      await alter(ground);
      const masked = await ground.command([]);
      expect(masked.code, masked.stderr).to.equal(1);
      expect(masked.stdout).to.include('name: Aaaaaaa in the registry, Aaaaa Aaaaaaa 9 by the topics');
      expect(masked.stdout).not.to.include('Amina');
      const shown = await ground.command(['--show-values', '--verify']);
      expect(shown.stdout).to.include('name: Altered in the registry, Amina Example 1 by the topics');
      expect((await ground.command(['--drop'])).stdout).to.include('nothing to remove');
      expect((await ground.command(['--swap', '--verify'])).code).to.equal(78);
    });
  });
});
