/** Pages of lists: edges, cursors and what lies around the page. Cursors name codes, so they outlive what they point at. */
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { sized } from './cost.ts';
import { badInput } from './errors.ts';
import { codesOfCursor, compareCodes, encode } from './ids.ts';
import type { Limits } from './limits.ts';

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Page<T> {
  edges: Edge<T>[];
  pageInfo: PageInfo;
}

export interface CountedPage<T> extends Page<T> {
  /** How many there are in all, of the ones asked for. */
  totalCount: number;
}

/** How the items of a list are named in cursors; the list is in the order of these codes. */
export interface CursorNames<T> {
  kind: string;
  length: number;
  codesOf(item: T): string[];
}

export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

const PageInfoType = builder.objectRef<PageInfo>('PageInfo').implement({
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage'),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage'),
    startCursor: t.exposeString('startCursor', { nullable: true }),
    endCursor: t.exposeString('endCursor', { nullable: true }),
  }),
});

/** How many items a page has where nothing else is asked for. */
export const DEFAULT_PAGE = 50;

type ListRef<List> = PothosSchemaTypes.ObjectRef<(typeof builder)['$inferSchemaTypes'], List>;

type InterfaceRef<Item> = PothosSchemaTypes.InterfaceRef<(typeof builder)['$inferSchemaTypes'], Item>;

interface ConnectionOptions<List> {
  description?: string;
  /** How many there are in all; without, the list does not say. */
  totalCount?: (list: List, context: Context) => number | Promise<number>;
}

/** The types `<Node>Connection` and `<Node>Edge` of a list of these. */
export function connectionOf<Item, List extends Page<Item> = Page<Item>>(
  node: (ListRef<Item> | InterfaceRef<Item>) & { name: string },
  { description, totalCount }: ConnectionOptions<List> = {},
): ListRef<List> {
  const edge = builder.objectRef<Edge<Item>>(`${node.name}Edge`).implement({
    fields: (t) => ({
      cursor: t.exposeString('cursor'),
      node: t.expose('node' as never, { type: node } as never) as never,
    }),
  });
  return builder.objectRef<List>(`${node.name}Connection`).implement({
    description,
    fields: (t) => ({
      edges: t.expose('edges' as never, { type: [edge], extensions: sized(1) } as never) as never,
      pageInfo: t.expose('pageInfo' as never, { type: PageInfoType } as never) as never,
      ...(totalCount && {
        totalCount: t.int({ resolve: (list, _args, context) => totalCount(list as List, context) }),
      }),
    }),
  });
}

/** The types of a list that is known as a whole, with how many there are. */
export const countedConnectionOf = <Item>(
  node: ListRef<Item> & { name: string },
  description?: string,
): ListRef<CountedPage<Item>> =>
  connectionOf<Item, CountedPage<Item>>(node, { description, totalCount: (list) => list.totalCount });

/** The number of items asked for, null where it was left out; throws `badInput` beyond the limits. */
export function checkedCount(
  count: number | null | undefined,
  argument: string,
  { page }: Limits,
): number | null {
  if (count === null || count === undefined) return null;
  if (count >= 1 && count <= page) return count;
  throw badInput(argument, `from 1 to ${page} at once, not ${count}`);
}

/** The edges of a page; a cursor is only made where it is asked for. */
export function pageOf<T>(
  items: readonly T[],
  names: CursorNames<T>,
  around: { hasNextPage: boolean; hasPreviousPage: boolean },
): Page<T> {
  const edges = items.map((node) => new LazyEdge(node, names));
  const pageInfo = new EndsOf(edges, around.hasNextPage, around.hasPreviousPage);
  return { edges, pageInfo };
}

/** A page of a list that is known as a whole. Throws `badInput` for a bad cursor or count. */
export function sliceOf<T>(
  items: readonly T[],
  names: CursorNames<T>,
  args: PageArguments,
  limits: Limits,
): CountedPage<T> {
  const after = codesOfCursor(names.kind, names.length, args.after, 'after');
  const before = codesOfCursor(names.kind, names.length, args.before, 'before');
  const first = checkedCount(args.first, 'first', limits);
  const last = checkedCount(args.last, 'last', limits);
  const position = (at: (order: number) => boolean, cursor: string[]) => {
    const found = items.findIndex((item) => at(compareCodes(names.codesOf(item), cursor)));
    return found === -1 ? items.length : found;
  };
  let start = after ? position((order) => order > 0, after) : 0;
  let end = before
    ? Math.max(
        start,
        position((order) => order >= 0, before),
      )
    : items.length;
  if (first !== null || last === null) end = Math.min(end, start + (first ?? limits.page));
  if (last !== null) start = Math.max(start, end - last);
  const around = { hasNextPage: end < items.length, hasPreviousPage: start > 0 };
  return { ...pageOf(items.slice(start, end), names, around), totalCount: items.length };
}

class LazyEdge<T> implements Edge<T> {
  readonly #names: CursorNames<T>;

  constructor(
    readonly node: T,
    names: CursorNames<T>,
  ) {
    this.#names = names;
  }

  get cursor(): string {
    return encode(this.#names.kind, ...this.#names.codesOf(this.node));
  }
}

class EndsOf implements PageInfo {
  readonly #edges: readonly Edge<unknown>[];

  constructor(
    edges: readonly Edge<unknown>[],
    readonly hasNextPage: boolean,
    readonly hasPreviousPage: boolean,
  ) {
    this.#edges = edges;
  }

  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}
