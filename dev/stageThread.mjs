// Where a stage's thread begins when the product is run from source: Node 20 hands no loader on to its threads
// (nodejs/node#47747), so that of TypeScript is registered once more before the thread's body is loaded.
import { register } from 'tsx/esm/api';

register();
await import('../runtime/deployment/stageThread.ts');
