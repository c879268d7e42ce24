import { textOfToken } from '../content/interning.ts';
import type { Content, NameValue } from '../content/values.ts';
import type { ProfileIdentifier } from '../profile.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { numberOfDate } from './values.ts';

/** What of a packed content follows, one bit each; the two lowest are the sex. */
export const flag = { fullJoined: 4, fullOwn: 8, birth: 16, place: 32, street: 64, more: 128 } as const;

/** Bytes of a content's id. */
export const idLength = 14;

/**
 * Writes a text that others may share: the text itself, or its number plus one. Where there is none a 0 stands in its
 * place, which is also what an empty text is.
 */
export type WriteShared = (text: string) => void;

const hasMore = ({ phones, emails, identifiers, suffix, birthPlace, texts }: Content): boolean =>
  phones.length + emails.length + identifiers.length + texts.length > 0 || suffix !== null || birthPlace !== null;

/** Most registries have no name that is not a given or a family name. */
const isFullJoined = ({ given, family, full }: Content): boolean =>
  full !== null &&
  given !== null &&
  family !== null &&
  full.spelling.length === given.spelling.length + family.spelling.length + 1 &&
  full.spelling === `${given.spelling} ${family.spelling}`;

const flagsOf = (content: Content, fullJoined: boolean): number =>
  content.sex |
  (fullJoined ? flag.fullJoined : content.full === null ? 0 : flag.fullOwn) |
  (content.birth === null ? 0 : flag.birth) |
  (content.place === null ? 0 : flag.place) |
  (content.street === null ? 0 : flag.street) |
  (hasMore(content) ? flag.more : 0);

const packName = (name: NameValue | null, share: WriteShared, into: ByteWriter): void => {
  into.number(name?.written.length ?? 0);
  for (const token of name?.written ?? []) share(textOfToken(token));
};

const packOptional = (text: string | null | undefined, share: WriteShared, into: ByteWriter): void => {
  if (text == null) into.number(0);
  else share(text);
};

const packMore = (content: Content, share: WriteShared, into: ByteWriter): void => {
  packOptional(content.suffix, share, into);
  packOptional(content.birthPlace?.key, share, into);
  for (const values of [content.phones, content.emails]) {
    into.number(values.length);
    for (const value of values) into.text(value);
  }
  into.number(content.identifiers.length);
  for (const { slot, value, unique } of content.identifiers) {
    share(slot);
    into.byte(Number(unique));
    into.text(value);
  }
  into.number(content.texts.length);
  for (const text of content.texts) packOptional(text?.key, share, into);
};

/**
 * Writes a content: its id (two hashes in base 36), what is known of it ({@link flag}), and that.
 *
 * @param share called for each text that others may share, to write it
 */
export const pack = (content: Content, share: WriteShared, into: ByteWriter): void => {
  const [first = '', second = ''] = content.id.split('-');
  into.hash(parseInt(first, 36));
  into.hash(parseInt(second, 36));
  const fullJoined = isFullJoined(content);
  into.byte(flagsOf(content, fullJoined));
  packName(content.given, share, into);
  packName(content.family, share, into);
  if (content.birth !== null) into.number(numberOfDate(content.birth));
  if (content.place !== null) share(content.place.key);
  if (content.street !== null) {
    share(content.street.street);
    into.text(content.street.house ?? '');
  }
  if (hasMore(content)) packMore(content, share, into);
  if (content.full !== null && !fullJoined) packName(content.full, share, into);
};

/** Reads the id of a packed content. */
export const unpackId = (reader: ByteReader): string => `${reader.hash().toString(36)}-${reader.hash().toString(36)}`;

/** What of a content is seldom there, with numbers plus one in the place of shared texts; 0: none. */
export interface PackedMore {
  readonly suffix: number;
  readonly birthPlace: number;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly identifiers: readonly (Omit<ProfileIdentifier, 'slot'> & { readonly slot: number })[];
  readonly texts: readonly number[];
}

const times = <T>(count: number, read: () => T): T[] => {
  const all: T[] = [];
  for (let index = 0; index < count; index += 1) all.push(read());
  return all;
};

/** Reads what follows the street where {@link flag} `more` is set. */
export const unpackMore = (reader: ByteReader): PackedMore => ({
  suffix: reader.number(),
  birthPlace: reader.number(),
  phones: times(reader.number(), () => reader.text()),
  emails: times(reader.number(), () => reader.text()),
  identifiers: times(reader.number(), () => ({
    slot: reader.number(),
    unique: reader.byte() === 1,
    value: reader.text(),
  })),
  texts: times(reader.number(), () => reader.number()),
});

/** Meets what a packed content has. */
export interface SharedVisitor {
  /** Called where a text stands that others may share, or none; reads past it. */
  shared(reader: ByteReader): void;
}

const walkNames = (reader: ByteReader, visitor: SharedVisitor): void => {
  for (let count = reader.number(); count > 0; count -= 1) visitor.shared(reader);
};

const walkMore = (reader: ByteReader, visitor: SharedVisitor): void => {
  visitor.shared(reader);
  visitor.shared(reader);
  for (let count = reader.number(); count > 0; count -= 1) reader.skipText();
  for (let count = reader.number(); count > 0; count -= 1) reader.skipText();
  for (let count = reader.number(); count > 0; count -= 1) {
    visitor.shared(reader);
    reader.byte();
    reader.skipText();
  }
  walkNames(reader, visitor);
};

/** Goes through a packed content from its beginning to its end. */
export const walkShared = (reader: ByteReader, visitor: SharedVisitor): void => {
  reader.at += idLength;
  const flags = reader.byte();
  walkNames(reader, visitor);
  walkNames(reader, visitor);
  if ((flags & flag.birth) !== 0) reader.number();
  if ((flags & flag.place) !== 0) visitor.shared(reader);
  if ((flags & flag.street) !== 0) {
    visitor.shared(reader);
    reader.skipText();
  }
  if ((flags & flag.more) !== 0) walkMore(reader, visitor);
  if ((flags & flag.fullOwn) !== 0) walkNames(reader, visitor);
};
