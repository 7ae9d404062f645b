/** What people do with webhooks: set them up, test, pause, rotate, replay. Every problem at once; nothing kept where there is one. */
import { randomUUID } from 'node:crypto';
import type { Viewer } from '../../access/viewer.ts';
import { BREACH } from '../../store/breachEvents.ts';
import type { Statements } from '../../store/database.ts';
import { replay } from '../../store/deliveries.ts';
import {
  countWebhooks,
  deleteWebhook,
  insertWebhook,
  rotateSecret,
  setWebhookState,
  updateWebhook,
  webhookNamed,
  webhookRow,
  type WebhookRow,
} from '../../store/webhooks.ts';
import {
  type Conflict,
  type Invalid,
  invalid,
  type NotFound,
  notFound,
  type Problem,
} from '../../world/outcome.ts';
import type { Known } from '../criteria.ts';
import { BadCursor } from '../cursor.ts';
import { knownTo, type Owned, ownedAfter, ownedBy } from '../owner.ts';
import { type Attempt, attempt, targetOf } from './attempt.ts';
import type { Gate } from './endpoint.ts';
import { filterProblems } from './filterProblems.ts';
import type { FormatName, Formats } from './formats.ts';
import {
  kindProblems,
  type Replay,
  replayProblems,
  secretProblems,
  textProblems,
  urlProblems,
  type WebhookChange,
  type WebhookLiteral,
} from './problems.ts';
import type { Send } from './send.ts';
import { newSecret } from './signature.ts';

/** A change that was made. A secret is shown only now. */
export interface Done {
  outcome: 'done';
  webhook: WebhookRow;
  secret: string | null;
}

/** A test message was sent; whether it arrived is told by the attempt. */
export interface Tested extends Attempt {
  outcome: 'tested';
  webhook: WebhookRow;
}

/** Deliveries were queued again: so many. */
export interface Replayed {
  outcome: 'replayed';
  webhook: WebhookRow;
  count: number;
}

/** What somebody else has under this name already. */
export type NameTaken = Conflict & { existing?: WebhookRow };

/** What setting webhooks up needs. */
export interface AdministrationOptions {
  db: Statements;
  known: () => Promise<Known>;
  /** The place in the order that a cursor names; throws BadCursor. */
  sequenceAfter: (cursor: string | undefined) => Promise<number>;
  gate: Gate;
  formats: Formats;
  send: Send;
  now: () => Date;
  /** Has the queues looked at. */
  wake: () => void;
}

/** How many webhooks there may be. */
const MOST = 500;
/** Shorter than a request may take, in milliseconds. */
const TEST_TIMEOUT = 8000;
/** How long the secret before the present one signs as well, in milliseconds. */
const OLD_SECRET = 24 * 3_600_000;

/** Setting webhooks up; rejects only where the database does. */
export class Administration {
  readonly #options: AdministrationOptions;

  constructor(options: AdministrationOptions) {
    this.#options = options;
  }

  async create(literal: WebhookLiteral, viewer: Viewer): Promise<Done | Invalid | NameTaken> {
    const { db, now, formats, wake } = this.#options;
    const cursor = await this.#begin(literal.after ?? undefined);
    const problems = [
      ...(await this.#problems(literal, ownedBy(viewer))),
      ...secretProblems(literal, formats),
      ...('sequence' in cursor ? [] : [cursor]),
    ];
    if (problems.length > 0 || !('sequence' in cursor)) return invalid(problems);
    if ((await countWebhooks(db)) >= MOST)
      return { outcome: 'conflict', message: `there may be ${MOST} webhooks; delete one first` };
    const secret = formats[literal.format].secret === 'made' ? newSecret() : (literal.secret ?? null);
    const { name, url, format, kinds, filter } = literal;
    const fresh = {
      name,
      url,
      format,
      kinds: kindsOf(kinds),
      // Whoever loads the past, or defines a KPI over it, is not to be told of it by everybody's bots.
      filter: { ...filter, history: filter?.history === undefined ? false : filter.history },
      secret,
      cursor: cursor.sequence,
      createdAt: now(),
      ...ownedBy(viewer),
    };
    const webhook = await insertWebhook(db, fresh);
    if (!webhook) return this.#nameTaken(fresh);
    wake();
    return { outcome: 'done', webhook, secret: formats[literal.format].secret === 'made' ? secret : null };
  }

  async update(
    id: number,
    change: WebhookChange,
    viewer: Viewer,
  ): Promise<Done | Invalid | NotFound | NameTaken> {
    const before = await webhookRow(this.#options.db, id);
    if (!before) return NO_WEBHOOK;
    const { name, url } = { name: before.name, url: before.url, ...given(change) };
    const kinds = change.kinds ? kindsOf(change.kinds) : before.kinds;
    const filter = change.filter === undefined ? before.filter : { ...change.filter };
    const { principal, grants } = ownedAfter(before, viewer, await this.#options.known());
    const problems = await this.#problems({ ...change }, { principal, grants });
    if (problems.length > 0) return invalid(problems);
    const webhook = await updateWebhook(this.#options.db, {
      ...{ id, name, url, kinds, filter, principal },
      grants: [...grants],
    });
    return webhook ? done(webhook) : this.#nameTaken({ principal, name });
  }

  async setState(id: number, state: 'ACTIVE' | 'PAUSED'): Promise<Done | NotFound> {
    const webhook = await setWebhookState(this.#options.db, id, state);
    this.#options.wake();
    return webhook ? done(webhook) : NO_WEBHOOK;
  }

  /** `secret` is the new one of a chat service; others are made here, and the old one stays valid for a day. */
  async rotate(id: number, secret: string | null): Promise<Done | Invalid | NotFound> {
    const { db, now, formats } = this.#options;
    const before = await webhookRow(db, id);
    if (!before) return NO_WEBHOOK;
    const format = before.format as FormatName;
    const isMade = formats[format].secret === 'made';
    const problems = secretProblems({ format, secret }, formats);
    if (!isMade && secret === null)
      problems.push({ path: ['secret'], message: 'expected the new secret that the service gave' });
    if (problems.length > 0) return invalid(problems);
    const fresh = isMade ? newSecret() : secret!;
    const oldUntil = new Date(now().getTime() + (isMade ? OLD_SECRET : 0));
    const webhook = await rotateSecret(db, id, fresh, oldUntil);
    return webhook ? { outcome: 'done', webhook, secret: isMade ? fresh : null } : NO_WEBHOOK;
  }

  async delete(id: number): Promise<{ outcome: 'deleted' } | NotFound> {
    return (await deleteWebhook(this.#options.db, id)) ? { outcome: 'deleted' } : NO_WEBHOOK;
  }

  /** Sends a message that says that it is a test, at once and also where the webhook is paused; nothing of it is kept. */
  async test(id: number): Promise<Tested | NotFound> {
    const { db, now, formats, gate, send } = this.#options;
    const webhook = await webhookRow(db, id);
    if (!webhook) return NO_WEBHOOK;
    const format = formats[webhook.format as FormatName];
    const message = format.test(targetOf(webhook, now()), now(), `test-${randomUUID()}`);
    return {
      outcome: 'tested',
      webhook,
      ...(await attempt(send, { format, message, gate, now: now(), timeout: TEST_TIMEOUT })),
    };
  }

  /** Queues finished deliveries again. */
  async replay(id: number, { states, from, to }: Replay): Promise<Replayed | Invalid | NotFound> {
    const { db, now, wake } = this.#options;
    const problems = replayProblems({ states, from, to });
    if (problems.length > 0) return invalid(problems);
    const webhook = await webhookRow(db, id);
    if (!webhook) return NO_WEBHOOK;
    const count = await replay(db, { webhookId: id, states, from, to, now: now() });
    wake();
    return { outcome: 'replayed', webhook, count };
  }

  async #problems({ name, url, kinds, filter }: WebhookChange, owned: Owned): Promise<Problem[]> {
    const { gate, known } = this.#options;
    return [
      ...(typeof name !== 'string' ? [] : textProblems(name, 'name')),
      ...(typeof url !== 'string' ? [] : urlProblems(url, gate)),
      ...(kinds ? kindProblems(kinds) : []),
      ...(filter ? filterProblems(filter, knownTo(owned, await known())) : []),
    ];
  }

  async #begin(after: string | undefined): Promise<{ sequence: number } | Problem> {
    try {
      return { sequence: await this.#options.sequenceAfter(after) };
    } catch (error) {
      if (error instanceof BadCursor) return { path: ['after'], message: error.message };
      throw error;
    }
  }

  async #nameTaken(it: Pick<WebhookRow, 'principal' | 'name'>): Promise<NameTaken> {
    const existing = await webhookNamed(this.#options.db, it);
    return {
      outcome: 'conflict',
      message: `there is a webhook "${it.name}" already; choose another name`,
      existing,
    };
  }
}

/** Each kind once; breaches where nothing is said. */
const kindsOf = (kinds: readonly string[] | null | undefined): string[] => [...new Set(kinds ?? [BREACH])];

const NO_WEBHOOK = notFound('webhook');

const done = (webhook: WebhookRow): Done => ({ outcome: 'done', webhook, secret: null });

function given({ name, url }: WebhookChange): { name?: string; url?: string } {
  return { ...(typeof name !== 'string' ? {} : { name }), ...(typeof url !== 'string' ? {} : { url }) };
}
