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
