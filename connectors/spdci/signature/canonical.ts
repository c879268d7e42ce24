/** A JSON value whose numbers are kept as they were written: 45.20 and 45.2 are one number and two texts. */
type Node =
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Node> }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'text'; readonly value: string }
  /** A number, true, false or null. */
  | { readonly kind: 'token'; readonly text: string };

const token = /[\s]*("(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+)/gy;

/** Deepest nesting that is read; an envelope with records has about ten levels. */
const deepest = 200;

/** Reads text that `JSON.parse` has taken. Of a name that stands twice the last one counts, as there. */
class Reader {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = [...text.matchAll(token)].map(([, found = '']) => found);
  }

  read(depth = 0): Node {
    if (depth > deepest) throw new RangeError('the envelope is nested too deeply');
    const found = this.#take();
    if (found === '{') return this.#object(depth);
    if (found === '[') return this.#list(depth);
    return found.startsWith('"')
      ? { kind: 'text', value: JSON.parse(found) as string }
      : { kind: 'token', text: found };
  }

  #take(): string {
    const found = this.#tokens[this.#next];
    if (found === undefined) throw new RangeError('the envelope ends in the middle');
    this.#next += 1;
    return found;
  }

  #object(depth: number): Node {
    const members = new Map<string, Node>();
    while (this.#tokens[this.#next] !== '}') {
      const name = JSON.parse(this.#take()) as string;
      this.#take();
      members.set(name, this.read(depth + 1));
      if (this.#tokens[this.#next] === ',') this.#take();
    }
    this.#take();
    return { kind: 'object', members };
  }

  #list(depth: number): Node {
    const items: Node[] = [];
    while (this.#tokens[this.#next] !== ']') {
      items.push(this.read(depth + 1));
      if (this.#tokens[this.#next] === ',') this.#take();
    }
    this.#take();
    return { kind: 'list', items };
  }
}

/** How characters beyond ASCII are written: escaped, as Python does, or as they are, as RFC 8785 does. */
export type Characters = 'ascii' | 'utf-8';

const write = (node: Node, characters: Characters): string => {
  if (node.kind === 'token') return node.text;
  if (node.kind === 'text') return writeText(node.value, characters);
  if (node.kind === 'list') return `[${node.items.map((item) => write(item, characters)).join(',')}]`;
  const members = [...node.members]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${writeText(name, characters)}:${write(value, characters)}`);
  return `{${members.join(',')}}`;
};

const writeText = (value: string, characters: Characters): string => {
  const text = JSON.stringify(value);
  if (characters === 'utf-8') return text;
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
};

const withoutNulls = (node: Node | undefined): Node | undefined =>
  node?.kind === 'object'
    ? {
        kind: 'object',
        members: new Map([...node.members].filter(([, value]) => value.kind !== 'token' || value.text !== 'null')),
      }
    : node;

/**
 * The texts that a signature of an envelope may cover: `{"header":…,"message":…}` with sorted names and without spaces.
 * The standard does not say how it is to be written. OpenSPP escapes what is not ASCII; RFC 8785 does not; and both may
 * leave a header's nulls out before they sign and write them afterwards. All of them say the same.
 *
 * @param text an envelope as it came, or as it is sent
 * @throws RangeError for text that is nested too deeply
 */
export const signedTexts = (text: string): readonly string[] => {
  const envelope = new Reader(text).read();
  const members = envelope.kind === 'object' ? envelope.members : new Map<string, Node>();
  const [header, message] = [members.get('header'), members.get('message')];
  const forms = [header, withoutNulls(header)].flatMap((written) =>
    (['ascii', 'utf-8'] as const).map((characters) => signedText(written, message, characters)),
  );
  return [...new Set(forms)];
};

const signedText = (header: Node | undefined, message: Node | undefined, characters: Characters): string => {
  const members = new Map<string, Node>();
  if (header !== undefined) members.set('header', header);
  if (message !== undefined) members.set('message', message);
  return write({ kind: 'object', members }, characters);
};

/** The text that our own signature covers. */
export const textToSign = (envelope: object, characters: Characters): string => {
  const read = new Reader(JSON.stringify(envelope)).read();
  const members = read.kind === 'object' ? read.members : new Map<string, Node>();
  return signedText(members.get('header'), members.get('message'), characters);
};
