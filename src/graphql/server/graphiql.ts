/** The page that people explore the API with: served from this package, so it works without the internet. */
import { type Plugin, shouldRenderGraphiQL } from 'graphql-yoga';
import type { Moment } from '../../world/moment.ts';
import type { Context } from '../context.ts';
import { FOLDER, type GraphiqlPage, graphiqlPage, POLICY } from './graphiqlPage.ts';

const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  // The page names the files of this build, and an example of this moment.
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': POLICY,
};

/**
 * Answers browsers that open /graphql with the page, and what the page loads. The page shows an example of what there is; none of
 * what is there where no engine is given, because anybody may look at it.
 */
export function useGraphiql(engine: Pick<Context['engine'], 'moment'> | null): Plugin {
  let made: Promise<GraphiqlPage> | undefined;
  const page = () => (made ??= graphiqlPage());
  return {
    // Every request comes through here: what is neither of the two is not waited for.
    onRequest: ({ request, url, fetchAPI: { Response }, endResponse }) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
      if (url.pathname.startsWith(FOLDER)) {
        const encodings = request.headers.get('accept-encoding') ?? '';
        return page()
          .then(({ assets }) => assets.get(url.pathname)?.answer(encodings))
          .then((it) => it && endResponse(new Response(it.body, { headers: it.headers })));
      }
      if (url.pathname !== '/graphql' || !shouldRenderGraphiQL(request)) return undefined;
      return Promise.all([page(), engine?.moment().catch(() => undefined)]).then(([{ html }, moment]) => {
        const options = {
          title: 'Quality KPIs',
          defaultQuery: exampleQuery(moment),
          shouldPersistHeaders: false,
        };
        endResponse(new Response(html(options), { headers: PAGE_HEADERS }));
      });
    },
  };
}

/** A query that shows something where there is something to show: of the own operator, up to its latest day. */
export function exampleQuery(moment: Moment | undefined): string {
  const operators = [...(moment?.world.reference.operators.values() ?? [])];
  const withData = operators.filter(({ id }) => moment?.lastDays.has(id));
  const operator = withData.find(({ isOwn }) => isOwn) ?? withData[0] ?? operators[0];
  const date = (operator && moment?.lastDays.get(operator.id)) ?? '2013-06-30';
  return exampleFor(operator?.code ?? 'china-mobile', date);
}

const exampleFor = (
  operator: string,
  date: string,
): string => `# The quality of an operator's service, and what to look at first.
# Run it with Ctrl-Enter; the book on the left describes every type, Ctrl-Space completes.
query Quality {
  matrix(scope: { operator: "${operator}" }, period: { grain: QUARTER, date: "${date}" }) {
    period { label }
    index
    coverage
    previous { period { label } index }
    dimensions { dimension score coverage }
    processes { process score coverage }
  }

  # The KPIs that are not in order. Also by operators, businessLines, orgUnits, dimension, process.
  measurements(
    filter: {
      scopes: [{ operator: "${operator}" }]
      range: { grain: QUARTER, from: "${date}", to: "${date}" }
      statuses: [WARNING, CRITICAL]
    }
    first: 20
  ) {
    edges {
      node {
        status
        value
        score
        isComplete
        kpi { code name(locale: EN) unit threshold { limits { severity side value } } }
        previous { value status }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;
