/**
 * Version of everything in this folder. Raise it whenever a function here gives a different answer for the same input:
 * normalised values are kept in the resolver's state and compared with each other, so the resolver refuses a state of
 * another version, which has to be folded anew from the log.
 *
 * 2: more placeholders among identifiers, more words for sex; the comparison forms (names, addresses, dates, phones,
 * e-mail), which a model is trained on and is good for with no other version.
 */
export const NORMALISER_VERSION = 2;
