/** Half of a surrogate pair that stands alone: like NUL, Postgres takes it neither as text nor in JSON. */
const loneSurrogate = /\p{Surrogate}/gu;

/** The same in JSON text as `JSON.stringify` writes it: always escaped. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

const cleanText = (text: string): string => text.replaceAll('\u0000', '').replace(loneSurrogate, '\uFFFD');

const cleanValue = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), cleanValue(inner)]));
};

/**
 * Takes NUL characters out of every text of a JSON value and puts U+FFFD in the place of lone surrogates; everything
 * else stays as the registry wrote it. A value without them comes back as it is.
 */
export const cleanJson = (json: unknown): { readonly json: unknown; readonly text: string } => {
  const text = JSON.stringify(json);
  if (!suspicious.test(text)) return { json, text };
  const cleaned = cleanValue(json);
  return { json: cleaned, text: JSON.stringify(cleaned) };
};
