/** The page that people explore the API with: served from this package, so it works without the internet. */
import type { YogaServerOptions } from 'graphql-yoga';
import type { Moment } from '../../world/moment.ts';
import type { Context } from '../context.ts';

type Options = YogaServerOptions<object, object>;

/** What Yoga needs to show the page. */
export function graphiqlOptions(
  engine: Pick<Context['engine'], 'moment'>,
): Pick<Options, 'graphiql' | 'renderGraphiQL'> {
  return {
    graphiql: async () => ({
      title: 'Quality KPIs',
      defaultQuery: exampleQuery(await engine.moment().catch(() => undefined)),
    }),
    // A page of megabytes: loaded with the first person who looks at it.
    renderGraphiQL: async (options) =>
      (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
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
