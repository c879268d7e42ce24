// A process that starts a stack for itself, prints what it started and then waits to be killed.
import { startStack } from '../../dev/stack/startStack.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: stackStarter.ts <directory>');
const stack = await startStack({ directory, lifetime: 'starter', fresh: true, environment: {} });
const { kafka, schemaRegistry, postgres } = stack.services;
const pids = [kafka, schemaRegistry, postgres].map((service) => service.pid());
process.stdout.write(`${JSON.stringify({ directory: stack.directory, pids })}\n`);
setInterval(() => undefined, 60_000);
