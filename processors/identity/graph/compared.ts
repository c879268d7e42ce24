import type { Content, PersonLinkage } from '../linkage/index.ts';
import { ByteReader, ByteWriter, writeLoose } from '../linkage/index.ts';
import type { IdentifierContent } from './identifiers.ts';
import { packIdentifiers, unpackIdentifiers } from './identifiers.ts';

/** What of a record is compared with others. */
export interface Compared {
  readonly identifiers: IdentifierContent;
  /** What is weighed; undefined for a group. */
  readonly content: Content | undefined;
}

/** Raise it whenever the bytes, or what they are made of, change: what was written before is not read then. */
const version = 1;

/** Of what nobody is to read. */
const unreadable = 0;

/**
 * The version of {@link packCompared} that can be read for a linkage; none for one that compares further texts, which
 * records of the stream do not have and by which their contents have other ids.
 */
export const readableVersion = (linkage: PersonLinkage): number => (linkage.model.texts.length === 0 ? version : -1);

const writer = new ByteWriter();

/**
 * What of a record is compared as bytes, to be stored beside its views: whoever reads it need not normalise them again.
 * The first byte is the version. Blocking keys are in it with a hash of their rules: by others they are made anew.
 *
 * @param linkage by which it was made
 */
export const packCompared = ({ identifiers, content }: Compared, linkage: PersonLinkage): Buffer => {
  const isReadable = readableVersion(linkage) === version;
  writer.clear();
  writer.byte(isReadable ? version : unreadable);
  if (isReadable) {
    packIdentifiers(identifiers, writer);
    writer.byte(Number(content !== undefined));
    if (content !== undefined) {
      writer.hash(linkage.rulesHash);
      const keys = linkage.keysOf(content);
      writer.number(keys.length);
      for (const key of keys) writer.hash(key);
      writeLoose(content, writer);
    }
  }
  return Buffer.from(writer.buffer.subarray(0, writer.length));
};

/** Reads what {@link packCompared} wrote in the version that is readable. */
export const unpackCompared = (bytes: Buffer, linkage: PersonLinkage): Compared => {
  const reader = new ByteReader(bytes, 1);
  const identifiers = unpackIdentifiers(reader);
  if (reader.byte() === 0) return { identifiers, content: undefined };
  const areOwn = reader.hash() === linkage.rulesHash;
  const keys: number[] = [];
  for (let count = reader.number(); count > 0; count -= 1) keys.push(reader.hash());
  return { identifiers, content: linkage.stored(bytes, reader.at, areOwn ? keys : undefined) };
};
