import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Readonly<Record<string, unknown>>;

/** Values of an invented woman that nobody else in the world has: found anywhere, they are hers. */
export const canaries = [
  'Zephyrine',
  'Zefirina',
  'Quoxwillow',
  'QX77319926',
  '1987-04-19',
  'Marrowlight',
  '9175550147',
  'zephyrine.q@example.org',
] as const;

/** Her national id. */
export const herIdentifier = 'QX77319926';

const identifiers = [{ type: 'National ID', value: herIdentifier }];
const phones = [{ number: '+639175550147' }];
const her = { sex: 'female', birthDate: '1987-04-19', address: '17 Marrowlight Lane', identifiers, phones };

/** Her record in the registry of civil status. */
const inCivil: Json = { id: 'c-1', fullName: 'Zephyrine Quoxwillow', email: 'zephyrine.q@example.org', ...her };
/** What the national registry says of her: another sex, so that a person has to say whether the two are one. */
const inNational: Json = { id: 'n-1', fullName: 'Zefirina Quoxwillow', ...her, sex: 'male' };
/** Another entry of the national registry, which breaks the mapping. */
const broken: Json = { id: 'n-9', fullName: 'Zephyrine Quoxwillow', ...her, email: ['zephyrine.q@example.org'] };

const husband: Json = { id: 'c-2', fullName: 'Tomas Ilagan', sex: 'male', birthDate: '1985-11-02', identifiers: [] };

const others = (letter: string): Json[] =>
  Array.from({ length: 20 }, (_, index) => ({
    id: `${letter}-${String(100 + index)}`,
    fullName: `Neighbour ${letter}${String.fromCharCode(97 + index)}`,
    sex: 'female',
    birthDate: `19${String(50 + index)}-01-0${String((index % 9) + 1)}`,
    identifiers: [{ type: 'National ID', value: `${letter.toUpperCase()}55${String(10_000 + index)}` }],
  }));

const answers: Readonly<Record<string, readonly Json[]>> = {
  '/civil/people': [inCivil, ...others('c')],
  '/civil/households': [
    {
      id: 'h-1',
      name: 'Household 4711',
      members: [
        { role: 'Head', person: husband },
        { role: 'Spouse', person: inCivil },
      ],
    },
  ],
  '/national/people': [inNational, broken, ...others('n')],
};

const bodyOf = async (request: IncomingMessage): Promise<{ readonly variables: { readonly offset: number } }> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as { readonly variables: { readonly offset: number } };
};

/** Two registries that speak GraphQL, with her in both. */
export const serveRegistries = async (): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then(({ variables }) => {
      const records = variables.offset === 0 ? answers[request.url ?? ''] : [];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: { all: records } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

const fields = 'id fullName sex birthDate address email identifiers { type value } phones { number }';

const importOf = (name: string, target: 'individual' | 'group'): Json => ({
  name,
  target,
  complete: true,
  rejections: { share: 0.9 },
  ...(target === 'individual' ? { programs: ['Cash'] } : {}),
  query: {
    document:
      target === 'individual'
        ? `query People($limit: Int!, $offset: Int!) { all(limit: $limit, offset: $offset) { ${fields} } }`
        : `query Groups($limit: Int!, $offset: Int!) { all(limit: $limit, offset: $offset) { id name members { role person { ${fields} } } } }`,
    paging: { type: 'offset' },
    records: 'all',
  },
});

const lists = {
  identifiers: { path: 'identifiers', type: 'type', value: 'value' },
  phones: { path: 'phones', number: 'number' },
};

const sourceOf = (url: string, name: string, path: string, imports: readonly Json[]): Json => ({
  name,
  type: 'graphql',
  country: 'PH',
  connection: {
    baseUrl: url,
    endpoint: path,
    mapping: {
      person: {
        fields: {
          recordId: 'id',
          fullName: 'fullName',
          sex: 'sex',
          birthDate: 'birthDate',
          address: 'address',
          email: 'email',
        },
        ...lists,
      },
      group: {
        fields: { recordId: 'id', name: 'name' },
        members: { path: 'members', person: 'person', kinds: '[role]' },
      },
    },
  },
  imports,
});

/** What a configuration says of the registries. */
export const configurationOf = (url: string): Json => ({
  identity: { linkedSources: [['civil', 'homes', 'national']] },
  identifierTypes: [{ name: 'National ID', uniqueness: 'unique' }],
  programs: [{ name: 'Cash', target: 'individual' }],
  sources: [
    sourceOf(url, 'civil', '/civil/people', [importOf('people', 'individual')]),
    sourceOf(url, 'homes', '/civil/households', [importOf('households', 'group')]),
    sourceOf(url, 'national', '/national/people', [importOf('people', 'individual')]),
  ],
});
