import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { createDocumentCache } from '../../../src/graphql/server/documentCache.ts';

const document = (at: number, length = 10_000) => `{ a${at} }`.padEnd(length);

test('documents are kept up to so many characters, the latest asked for first', () => {
  const { documentCache, errorCache } = createDocumentCache().caches;
  for (let at = 0; at < 100; at++) {
    documentCache.set(document(at), parse(document(at)));
    documentCache.get(document(0));
    errorCache.set(document(at), new Error('no document'));
  }
  expect([documentCache.size, errorCache.size]).toEqual([50, 5]);
  expect(documentCache.get(document(0))).toBeDefined();
  expect(documentCache.get(document(1))).toBeUndefined();
  expect(documentCache.get(document(99))).toBeDefined();
});

test('a document that is wrong is not kept', () => {
  const { caches, plugin } = createDocumentCache();
  for (const valid of [true, false]) {
    const text = document(Number(valid), 20);
    const documentAST = parse(text);
    caches.documentCache.set(text, documentAST);
    const done = plugin.onValidate!({ params: { documentAST } } as never) as (end: {
      valid: boolean;
    }) => void;
    done({ valid });
    expect(caches.documentCache.has(text)).toBe(valid);
  }
});
