import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { changeKinds } from './changes.ts';
import { createClock } from './clock.ts';
import { faultKinds } from './faults.ts';
import { graphqlPath } from './graphql/endpoint.ts';
import { registryId, spdciPaths, startSimulator, type Simulator, type SpdciBehaviour } from './index.ts';
import { poisonKinds } from './poison.ts';
import { searchPath } from './server.ts';

interface CliOptions {
  readonly host: string;
  readonly port: number;
  readonly households: number;
  readonly seed: number;
  readonly tokenLifetime: number;
  readonly date?: string;
  readonly introspection: boolean;
  readonly spdciMixed: boolean;
  readonly spdciSign: boolean;
  readonly spdciClientKey?: string;
  readonly spdciPageLimit?: number;
  readonly spdciPageNumbers: boolean;
  readonly spdciShape: 'standard' | 'openspp' | 'flat';
}

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It has to be a whole number.');
  return value;
};

const day = (text: string): string => {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('It has to be a date such as 2026-01-31.');
  }
  return text;
};

const help = `
The same people and households are served three times:

  ${searchPath}
      as OpenG2P's social registry does: GraphQL in a DCI envelope, no record ids
  ${graphqlPath}
      as a registry with a GraphQL API of its own does, with record ids and times of change:
      people, households          Relay connections (first, after, updatedSince)
      personList, householdList   by offset (limit, offset, updatedSince)
      personPage, householdPage   numbered from 1 (page, size, updatedSince)
  ${spdciPaths.search}
      as an SPDCI registry does (OpenSPP is one): expression, predicate and idtype-value queries
  ${spdciPaths.asynchronousSearch}
      the same, acknowledged only; the result is sent to sender_uri, or fetched from ${spdciPaths.status}
  ${spdciPaths.subscribe}, ${spdciPaths.unsubscribe}
      what is changed by /control/changes is told to the subscribers
  ${spdciPaths.keys}
      the key that SPDCI answers are signed with (--spdci-sign), for everybody

All but the last ask for a token. Beside them there are endpoints to play with; each answers with JSON:

  POST   /control/changes   {"update": 100, "move": 5, "addHousehold": 3}   lets the registry change
  POST   /control/clock     {"advanceDays": 1}                              moves its time on
  POST   /control/faults    {"kind": "server-error", "count": 2}            spoils the next requests
  DELETE /control/faults                                                    forgets planned faults
  POST   /control/poison    {"kind": "two-heads"}                           adds rows that are wrong
  POST   /control/graphql   {"introspection": false}                        hides the schema of /graphql
  POST   /control/rotate-key                                                takes a new key to sign SPDCI answers with
  POST   /control/mark                                                      remembers the state of now
  GET    /control/expected  what an import must come to, and what changed since the mark;
                            ?recordIds=true for an import of /graphql that maps id
  GET    /control/status    /control/requests    /control/truth    /control/subscriptions

Changes:  ${changeKinds.join(', ')}
Faults:   ${faultKinds.join(', ')}
Poisons:  ${poisonKinds.join(', ')}

Example:  npm run simulator -- --port 8069 --households 500
`;

const query =
  '{ getRegistrants(isGroup: true, limit: 1, offset: 0, order: \\"id asc\\") { name groupMembershipIds { individual { name } } } totalRegistrantCount }';

const greeting = (simulator: Simulator): string => {
  const { people, households } = simulator.registry.counts();
  const { clientId, clientSecret } = simulator.credentials;
  return `A social registry of ${String(people)} invented people, with ${String(households)} households.

  search         ${simulator.searchUrl}
  graphql        ${simulator.graphqlUrl}
  SPDCI search   ${simulator.url}${spdciPaths.search} (receiver_id ${registryId})
  token          ${simulator.tokenUrl}
  client id      ${clientId}
  client secret  ${clientSecret}
  control        ${simulator.url}/control/status

Try it (needs curl):

TOKEN=$(curl -s -u ${clientId}:${clientSecret} -d grant_type=client_credentials ${simulator.tokenUrl} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' ${simulator.searchUrl} \\
  -d '{"header":{"total_count":1},"message":{"transaction_id":"t","search_request":[{"reference_id":"r","search_criteria":{"query_type":"graphql","query":"${query}"}}]}}'

curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' ${simulator.graphqlUrl} \\
  -d '{"query":"{ people(first: 1) { nodes { id fullName updatedAt } pageInfo { endCursor hasNextPage } totalCount } }"}'

Let a hundred people move or change their phone:

curl -s -X POST ${simulator.url}/control/changes -d '{"update": 100}'

Ctrl-C stops it.
`;
};

const spdciOf = (options: CliOptions): SpdciBehaviour => ({
  mixed: options.spdciMixed,
  sign: options.spdciSign,
  cursors: !options.spdciPageNumbers,
  shape: options.spdciShape,
  callbackPaths: options.spdciShape === 'standard' ? 'standard' : 'none',
  ...(options.spdciPageLimit === undefined ? {} : { pageLimit: options.spdciPageLimit }),
  ...(options.spdciClientKey === undefined ? {} : { clientKey: readFileSync(options.spdciClientKey, 'utf8') }),
});

const run = async (options: CliOptions): Promise<void> => {
  const { date, ...rest } = options;
  const simulator = await startSimulator({ ...rest, clock: createClock(date), spdci: spdciOf(options) });
  process.stdout.write(greeting(simulator));
  const stop = (): void => {
    void simulator.close().then(() => {
      process.exit(0);
    });
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

try {
  await new Command('simulator')
    .description(
      'Serves invented people and households as social registries do: OpenG2P, plain GraphQL, and the SPDCI standard.',
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber, 8069)
    .option('--households <number>', 'how many households; about four people live in each', wholeNumber, 2_000)
    .option('--seed <number>', 'the same seed gives the same people', wholeNumber, 1)
    .option('--token-lifetime <seconds>', 'how long a token is good for', wholeNumber, 300)
    .option('--no-introspection', 'let /graphql keep its schema to itself')
    .option('--date <date>', 'the time at which the registry stands still; without it, real time', day)
    .option('--spdci-mixed', "SPDCI records in all the ways in which the standard's samples disagree", false)
    .option('--spdci-sign', 'signs SPDCI answers', false)
    .option('--spdci-client-key <file>', 'public key (PEM) with which SPDCI requests have to be signed')
    .option('--spdci-page-limit <number>', 'most SPDCI records a page, whatever is asked for', wholeNumber)
    .option('--spdci-page-numbers', 'pages SPDCI searches by number alone, without cursors', false)
    .addOption(
      new Option('--spdci-shape <shape>', 'how SPDCI subscriptions and notices are written')
        .choices(['standard', 'openspp', 'flat'])
        .default('standard'),
    )
    .addHelpText('after', help)
    .action(run)
    .parseAsync();
} catch (error) {
  process.stderr.write(`The simulator did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
