/**
 * Documents that were read before, so that they need not be read again. They are bounded by their characters: read, a document takes
 * some hundred times as many bytes, so that a thousand of the longest would take as much memory as a server may have. Those that are wrong
 * are not kept, because what is wrong with them takes more than they do.
 */
import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';

/** Characters of all that are kept: some hundred documents as dashboards have them, or 25 of the longest. */
const MOST_CHARACTERS = 500_000;
/** Of those that are no documents: enough for a client that repeats its mistake. */
const MOST_WRONG = 50_000;
/** In milliseconds: what nobody asks any more goes. */
const LIFE = 3_600_000;

const bounded = <Kept extends object>(maxSize: number) =>
  new LRUCache<string, Kept>({
    ...{ maxSize, ttl: LIFE },
    sizeCalculation: (_, { length }) => Math.max(1, length),
  });

/** What Yoga keeps of documents, and what takes those out that are wrong. */
export function createDocumentCache() {
  const documentCache = bounded<DocumentNode>(MOST_CHARACTERS);
  const plugin: Plugin = {
    onValidate({ params: { documentAST } }) {
      return ({ valid }) => {
        if (!valid) documentCache.delete(documentAST.loc?.source.body ?? '');
      };
    },
  };
  return { caches: { documentCache, errorCache: bounded<Error>(MOST_WRONG) }, plugin };
}
