/** How graphql-js and graphql-core begin when they refuse a document; no retry helps against these. */
const validation =
  /^(Cannot query field|Unknown (argument|type|fragment|directive|operation)|Syntax Error|There can be only one|Field |Argument |Expected )/;

/** True for the message of a GraphQL error that refuses the document itself, whatever the registry holds. */
export const refusesDocument = (message: unknown): message is string =>
  typeof message === 'string' && validation.test(message);
