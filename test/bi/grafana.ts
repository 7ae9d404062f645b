/** What Grafana makes of a query before it sends it: https://grafana.com/docs/grafana/latest/datasources/postgres/query-editor/#macros. */

/** What is chosen above the panels. */
export type Chosen = Readonly<Record<string, string>>;

const USUAL: Chosen = {
  ...{ operator: 'acme', org_unit: '', business_line: '', grain: 'DAY', kpi: 'call-drop-rate' },
  ...{ from: '2026-03-02T10:00:00Z', to: '2026-03-20T10:00:00Z' },
};

/** The query with variables and macros replaced. Throws for one that is not known. */
export function filledIn(text: string, chosen: Chosen = {}): string {
  const values = { ...USUAL, ...chosen };
  const of = (name: string): string => {
    if (!Object.hasOwn(values, name)) throw new Error(`there is no variable ${name}`);
    return values[name]!;
  };
  const whole = text
    .replace(/\$\{(\w+):sqlstring\}/g, (_, name: string) => `'${of(name).replaceAll("'", "''")}'`)
    .replace(
      /\$__timeFilter\((\w+)\)/g,
      (_, column: string) => `${column} BETWEEN '${of('from')}' AND '${of('to')}'`,
    );
  if (whole.includes('$')) throw new Error(`a variable or macro is left: ${whole}`);
  return whole;
}
