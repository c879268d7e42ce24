import { createWriteStream } from 'node:fs';
import { catalogue } from './catalogue/index.ts';
import { experiment } from './experiment.ts';
import { startGround } from './world/ground.ts';

const tell = (t: string) => process.stderr.write(`${new Date().toISOString().slice(11,19)} ${t}\n`);
const [seed='1', n='5', kinds=''] = process.argv.slice(2);
const ground = await startGround();
try {
  const chosen = kinds === '' ? catalogue : catalogue.filter(({kind}) => kinds.split('|').some((k) => kind.includes(k)));
  const e = await experiment({ ground, seed: Number(seed), kinds: chosen, faults: Number(n), lasts: 3_600_000, atOnce: 3, gap: [500, 2500], tell,
    onFault: (f) => tell(`${f.kind} (${f.detail}) lasted ${f.lasted} recovered ${f.recovered} ${f.failure ?? ''}`) });
  tell(JSON.stringify({ ...e, faults: e.faults.length, samples: e.samples.length, findings: e.findings.map((f) => ({...f, n: f.problems.length, problems: f.problems.slice(0, 8)})) }, null, 1));
} finally { await ground.stop(); }
