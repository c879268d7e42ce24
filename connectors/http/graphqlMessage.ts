/** Most characters of a server's own message that are repeated. */
const quoted = 200;

/**
 * A server's message fit for ours: a text, on one line, cut. GraphQL messages speak of the query, not of people, but
 * for one kind: what a scalar `cannot represent` is quoted there, and left out here.
 */
export const quote = (message: unknown): string =>
  typeof message === 'string'
    ? message
        .replace(/\s+/g, ' ')
        .replace(/(cannot represent\b[^:]*):.*$/i, '$1')
        .slice(0, quoted)
    : 'no reason given';

/** How graphql-js and graphql-core begin when they refuse a document; no retry helps against these. */
const validation =
  /^(Cannot query field|Unknown (argument|type|fragment|directive|operation)|Syntax Error|There can be only one|Field |Argument |Expected )/;

/** True for the message of a GraphQL error that refuses the document itself, whatever the registry holds. */
export const refusesDocument = (message: unknown): message is string =>
  typeof message === 'string' && validation.test(message);
