/**
 * Version of everything in this folder. Raise it whenever a function here gives a different answer for the same input:
 * what was resolved under another version has to be folded anew, because normalised values are kept in the resolver's
 * state and its identifiers are compared with each other.
 */
export const NORMALISER_VERSION = 1;
