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

/** Every page of a list that a query answers under a field; the query takes `first` and `after` beside the variables. */
export async function allPages<Node>(
  server: Server,
  { query, field }: { query: string; field: string },
  variables: object,
): Promise<Whole<Node>> {
  const edges: { node: Node }[] = [];
  for (let after: string | null = null; ;) {
    const answer: Record<string, Page<Node>> = await ask(server, query, { ...variables, first: PAGE, after });
    const { totalCount, pageInfo, edges: more } = answer[field]!;
    edges.push(...more);
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage || after === null) return { totalCount, edges };
  }
}
