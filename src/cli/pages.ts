import { ask } from './graphql.ts';
import type { Server } from './server.ts';

/** All of a list of the API. */
export interface Whole<Node> {
  totalCount: number;
  edges: { node: Node }[];
}

interface Page<Node> extends Whole<Node> {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const PAGE = 100;

/** A list of the API: what asks for it, and under which field it is answered. The query takes `first` and `after` beside the variables. */
export interface List {
  query: string;
  field: string;
}

/** Every page of a list, one after the other. */
export async function* eachPage<Node>(
  server: Server,
  { query, field }: List,
  variables: object,
): AsyncGenerator<Page<Node>> {
  for (let after: string | null = null; ;) {
    const answer: Record<string, Page<Node>> = await ask(server, query, { ...variables, first: PAGE, after });
    const page = answer[field]!;
    yield page;
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage || after === null) return;
  }
}

/** All pages of a list together. */
export async function allPages<Node>(server: Server, list: List, variables: object): Promise<Whole<Node>> {
  const edges: { node: Node }[] = [];
  let count = 0;
  for await (const { totalCount, edges: more } of eachPage<Node>(server, list, variables)) {
    edges.push(...more);
    count = totalCount;
  }
  return { totalCount: count, edges };
}
