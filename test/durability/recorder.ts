/**
 * A client as the product asks clients to be: it sends a batch with a key until it is acknowledged, through whatever happens
 * to the server, and compares the answer with the only one that is right.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OPERATOR, Story, type Told } from './story.ts';

/** Where the server is now; it changes when it is started again. */
export interface Target {
  url: string;
}

/** Between two attempts, in milliseconds. */
const PAUSE = 100;
/** A request that takes longer is sent again, in milliseconds. */
const LONGEST = 30_000;

const MUTATION = `mutation ($input: RecordObservationsInput!) {
  recordObservations(input: $input) {
    __typename
    ... on RecordObservationsSuccess { batchId inserted replaced unchanged withdrawn }
    ... on UserError { message }
  }
}`;

/** Sends a GraphQL document. Throws where there is no answer with data. */
export async function ask<T>({ url }: Target, query: string, variables: object = {}): Promise<T> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(LONGEST),
  });
  const { data, errors } = (await answer.json()) as { data?: T; errors?: unknown[] };
  if (errors || !data) throw new Failure(`${answer.status} ${JSON.stringify(errors)}`);
  return data;
}

/** The server answered that it failed; trying again is right. */
class Failure extends Error {}

/** The server answered something that is wrong; trying again would hide it. */
export class WrongAnswer extends Error {}

export class Recorder {
  /** How often a request had no answer, and how often the server said that it failed. */
  readonly cut = { unanswered: 0, failed: [] as string[] };
  readonly #story: Story;
  readonly #loop: Promise<void>;
  #stopped = false;

  /** Begins to record at once. */
  constructor(
    readonly target: Target,
    unit: string,
    seed: number,
  ) {
    this.#story = new Story(unit, seed);
    this.#loop = this.#run();
    this.#loop.catch(() => {});
  }

  /** How many batches were acknowledged or are on their way. */
  get told(): number {
    return this.#story.told;
  }

  /** Ends after the batch that is on its way is acknowledged; what is true then. Throws WrongAnswer. */
  async stop() {
    this.#stopped = true;
    await this.#loop;
    return this.#story.truth();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) await this.#acknowledged(this.#story.next());
  }

  async #acknowledged(told: Told): Promise<void> {
    for (;;) {
      try {
        return check(told, await send(this.target, told));
      } catch (error) {
        if (error instanceof WrongAnswer) throw error;
        if (error instanceof Failure) this.cut.failed.push(error.message);
        else this.cut.unanswered++;
        await sleep(PAUSE);
      }
    }
  }
}

interface Answer {
  __typename?: string;
  [field: string]: unknown;
}

function check({ batch: { idempotencyKey }, answer: right }: Told, answer: Answer): void {
  const wrong = (['inserted', 'replaced', 'unchanged', 'withdrawn'] as const).some(
    (it) => answer[it] !== right[it],
  );
  if (!wrong) return;
  throw new WrongAnswer(`${idempotencyKey}: ${JSON.stringify(answer)} instead of ${JSON.stringify(right)}`);
}

/** Through the API, or as a file where that can say the same. */
async function send(target: Target, told: Told): Promise<Answer> {
  if (told.batch.withdraw.length === 0 && told.batch.idempotencyKey.endsWith('3'))
    return sendFile(target, told);
  const data = await ask<{ recordObservations: Answer }>(target, MUTATION, { input: told.batch });
  return data.recordObservations;
}

async function sendFile({ url }: Target, { batch }: Told): Promise<Answer> {
  const answer = await fetch(`${url}/observations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', 'Idempotency-Key': batch.idempotencyKey },
    body: batch.observations.map((it) => JSON.stringify(it)).join('\n'),
    signal: AbortSignal.timeout(LONGEST),
  });
  const text = await answer.text();
  if (answer.status >= 500) throw new Failure(`${answer.status} ${text}`);
  return JSON.parse(text.trimEnd().split('\n').at(-1)!) as Answer;
}

/** Defines the operator and so many clients' units on a running server. */
export async function defineUnits(target: Target, units: readonly string[]): Promise<void> {
  const name = { en: 'x', zh: 'x' };
  const input = {
    operators: [{ code: OPERATOR, name }],
    orgUnits: units.map((code) => ({ code, operator: OPERATOR, name })),
  };
  const document = `mutation ($input: DefineReferenceDataInput!) { defineReferenceData(input: $input) { __typename } }`;
  const data = await ask<{ defineReferenceData: Answer }>(target, document, { input });
  if (data.defineReferenceData.__typename !== 'DefineReferenceDataSuccess')
    throw new Error(JSON.stringify(data));
}

/** Waits until nothing is pending. */
export async function settled(target: Target): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(50)) {
    const { engine } = await ask<{ engine: { pending: number } }>(target, '{ engine { pending } }');
    if (engine.pending === 0) return;
  }
  throw new Error('the engine did not settle');
}
