import type { Facts } from './facts.ts';
import { putNode } from './facts.ts';
import type { Node } from './node.ts';
import { profileOf } from './profile.ts';
import type { StateReader, StoredNode } from './store/reader.ts';

const nodeOf = (stored: StoredNode): Node => ({
  recordKey: stored.recordKey,
  kind: stored.kind,
  views: new Map(stored.views.map((view) => [view.import, view])),
  profile: profileOf(stored.kind, stored.views),
  anchor: stored.anchor,
  review: stored.review,
  published: stored.published,
  compared: stored.compared,
});

/** Reads nodes that the working memory does not have yet; keys that are not stored are left out. */
export const loadNodes = async (recordKeys: Iterable<string>, facts: Facts, reader: StateReader): Promise<void> => {
  const missing = [...new Set(recordKeys)].filter((recordKey) => !facts.nodes.has(recordKey));
  if (missing.length === 0) return;
  for (const stored of await reader.nodes(missing)) putNode(nodeOf(stored), facts);
};
