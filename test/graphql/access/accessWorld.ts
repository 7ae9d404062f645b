/** Two operators that have nothing to do with each other: everything of the second has a name that begins with "beta". */
import { grantOf } from '../../../src/access/grant.ts';
import type { Caller } from '../../../src/access/viewer.ts';
import { defineReference } from '../../../src/engine/definitions/define.ts';
import { setWatching } from '../../../src/engine/definitions/reporting.ts';
import { Audit } from '../../../src/engine/access/audit.ts';
import { AccessTokens } from '../../../src/engine/access/tokens.ts';
import { numberEvents } from '../../../src/store/feed.ts';
import { pino } from 'pino';
import { type Answer, type Api, type Loose, startApi, withWebhooks } from '../api.ts';

const name = (en: string) => ({ en, zh: `${en} (zh)` });

/** Who asks, with these grants as text. */
export function caller(...grants: string[]): Caller {
  const viewer = {
    kind: 'TOKEN' as const,
    name: grants.join(' '),
    principal: `token:${grants.join(' ')}`,
    grants: grants.map((it) => {
      const grant = grantOf(it);
      if (typeof grant === 'string') throw new Error(grant);
      return grant;
    }),
    expiresAt: null,
  };
  return { viewer, address: '192.0.2.7' };
}

/** Until when silences last. */
export const TOMORROW = new Date(Date.now() + 24 * 3_600_000).toISOString();

export type AccessWorld = Awaited<ReturnType<typeof startAccessWorld>>;

export async function startAccessWorld() {
  const api = await startApi();
  await defineReference(api.engine, {
    operators: [
      { code: 'alpha', name: name('Alpha'), isOwn: true },
      { code: 'beta', name: name('beta') },
    ],
    orgUnits: [
      { code: 'alpha-north', operator: 'alpha', name: name('Alpha North') },
      { code: 'alpha-town', operator: 'alpha', name: name('Alpha Town'), parent: 'alpha-north' },
      { code: 'alpha-south', operator: 'alpha', name: name('Alpha South') },
      { code: 'beta-north', operator: 'beta', name: name('beta North') },
    ],
  });
  for (const operator of ['alpha', 'beta'])
    await setWatching(api.engine, operator, { waitDays: 0, minimumCoverage: null });
  const audit = new Audit({ db: api.db, log: pino({ level: 'silent' }), months: 24 });
  const tokens = new AccessTokens(api.db);
  let later = 0;
  const now = () => new Date(Date.now() + later);
  const { server, webhooks } = await withWebhooks(
    api,
    {
      access: { tokens, audit },
      limits: { cost: 5_000_000, points: 1e12 },
      // Who asks has to be said.
      door: {
        isRequired: true,
        admit: () => Promise.resolve('unknown'),
        isValid: () => Promise.resolve(true),
      },
    },
    now,
  );
  const ask = async (who: Caller, query: string, variables?: object): Promise<Answer> => {
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    };
    const response = await server.fetch('http://localhost/graphql', init, { caller: who });
    return (await response.json()) as Answer;
  };
  return {
    ...api,
    server,
    webhooks,
    tokens,
    /** Lets time pass for who delivers. */
    pass: (milliseconds: number) => void (later += milliseconds),
    ask,
    /** The data of an answer without errors. */
    dataOf: async (who: Caller, query: string, variables?: object): Promise<Loose> => {
      const { data, errors } = await ask(who, query, variables);
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
  };
}

/** Whose calls are answered how badly, of a hundred, on a day of March 2012. */
export async function hotline(
  api: Pick<Api, 'record' | 'db'>,
  date: number,
  answered: Record<string, number>,
) {
  const on = { date: `2012-03-${String(date).padStart(2, '0')}` };
  await api.record(
    Object.entries(answered).flatMap(([orgUnit, value]) => {
      const at = { operator: orgUnit.split('-')[0]!, orgUnit, ...on };
      return [
        { input: 'callsAnsweredIn15s', ...at, value },
        { input: 'callsOfferedToAgents', ...at, value: 100 },
      ];
    }),
  );
  await numberEvents(api.db, 1000);
}

/** How many of a thousand calls were dropped, by operator and line. */
export async function dropped(
  api: Pick<Api, 'record' | 'db'>,
  date: number,
  of: Record<string, Record<string, number>>,
): Promise<void> {
  const on = { date: `2012-03-${String(date).padStart(2, '0')}` };
  await api.record(
    Object.entries(of).flatMap(([operator, lines]) =>
      Object.entries(lines).flatMap(([businessLine, value]) => [
        { input: 'droppedCalls', operator, businessLine, value, ...on },
        { input: 'callSetupsSuccessful', operator, businessLine, value: 1000, ...on },
      ]),
    ),
  );
  await numberEvents(api.db, 1000);
}
