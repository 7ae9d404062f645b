/** What one principal may ask for in a minute, in points, and how many subscriptions they may have. */
import type { IncomingMessage } from 'node:http';
import { type ExecutionArgs, type ExecutionResult, getOperationAST, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Counts, isLimited } from '../../access/rates.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Context } from '../context.ts';
import { costOf } from '../cost.ts';
import { beyondLimit, CODES } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Gate } from './gate.ts';

/** Who counts what each principal has under way in this process. */
export interface Shares {
  /** Whether somebody has no room for one operation more. */
  refuses(viewer: Viewer): boolean;
  /** Counts the work for an operation of somebody until it settles. */
  count(viewer: Viewer, work: Promise<unknown>): void;
  /** Says that the answer to a request goes on as a stream. */
  streams(request: IncomingMessage): void;
  /** Told of each operation that is refused here. */
  refused(): void;
}

/** Gives everybody all the room. */
export const UNSHARED: Shares = {
  refuses: () => false,
  count: () => {},
  streams: () => {},
  refused: () => {},
};

/** The same for one of them, as work is counted. */
export const shareOf = (shares: Pick<Shares, 'count'>, viewer: Viewer): Pick<Gate, 'count'> => ({
  count: (work) => shares.count(viewer, work),
});

/**
 * Points for each field that may have to be resolved (see cost.ts). A full matrix with every field and the one before it, as
 * test/http/rates.test.ts asks for them, are 9,703 fields and so 5,822 points; of the 60,000 a minute 20 panels that are refreshed every 10 seconds have 500
 * each, such as a trend of 90 days (548 fields, 329 points).
 */
export const POINTS_PER_FIELD = 0.6;

/** What an operation costs, and what whoever asks has left of this minute; null where they are not limited. */
interface Cost {
  requested: number;
  left: number | null;
}

/** Whether points were there, and if not why. */
interface Spent extends Cost {
  refusal?: GraphQLError;
}

export interface RatesOptions {
  limits: Limits;
  shares: Shares;
}

/** The points and subscriptions of each principal. */
export class Rates {
  readonly #options: RatesOptions;
  readonly #points: RateLimiterMemory;
  readonly #subscriptions = new Counts();

  constructor(options: RatesOptions) {
    this.#options = options;
    this.#points = new RateLimiterMemory({ points: options.limits.points, duration: 60 });
  }

  /** Takes the points of what is executed, and tells of them where the header X-Cost asks for it. */
  plugin(): Plugin {
    return {
      onExecute: ({ args, setResultAndStopExecution }) => {
        const { contextValue }: ExecutionArgs = args;
        const { viewer, request } = contextValue as Context & { request?: Request };
        const isTold = request?.headers.get('x-cost') === '1';
        if (!isLimited(viewer) && !isTold) return undefined;
        return this.#spend(args).then(({ refusal, ...cost }) => {
          if (refusal) setResultAndStopExecution({ errors: [refusal] });
          if (!isTold) return undefined;
          return {
            onExecuteDone: ({ result, setResult }) => setResult(withCost(result as ExecutionResult, cost)),
          };
        });
      },
    };
  }

  /** Takes the points of a subscription that begins; returns why it may not. */
  async refusalOf(args: ExecutionArgs): Promise<GraphQLError | undefined> {
    return isLimited((args.contextValue as Context).viewer) ? (await this.#spend(args)).refusal : undefined;
  }

  /** Counts one subscription more: returns how to take it back, or why it may not begin. */
  begin({ kind, principal }: Viewer): (() => void) | GraphQLError {
    if (!isLimited({ kind })) return () => {};
    const most = this.#options.limits.ownSubscriptions;
    if (this.#subscriptions.of(principal) < most) return this.#subscriptions.add(principal);
    return this.#refused(`you have ${most} subscriptions already; end one before you begin another`, 10);
  }

  /** Why somebody may not begin one operation more now, where that is not said before it is read. */
  crowded(viewer: Viewer): GraphQLError | undefined {
    return this.#options.shares.refuses(viewer) ? crowded() : undefined;
  }

  async #spend({
    schema,
    document,
    operationName,
    variableValues,
    contextValue,
  }: ExecutionArgs): Promise<Spent> {
    const { viewer, limits } = contextValue as Context;
    const operation = getOperationAST(document, operationName)!;
    const fields = costOf(schema, document, operation, variableValues ?? {}, limits);
    const requested = Math.max(1, Math.ceil(fields * POINTS_PER_FIELD));
    if (!isLimited(viewer)) return { requested, left: null };
    if (requested > limits.points)
      return { requested, left: await this.#leftOf(viewer), refusal: neverEnough(requested, limits.points) };
    try {
      const { remainingPoints: left } = await this.#points.consume(viewer.principal, requested);
      return { requested, left };
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      // What was not executed costs nothing: smaller questions go on.
      const { remainingPoints: left } = await this.#points.reward(viewer.principal, requested);
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      const message = `this operation costs ${requested} points, and you have ${left} left; wait ${seconds} seconds`;
      return { requested, left, refusal: this.#refused(message, seconds) };
    }
  }

  async #leftOf({ principal }: Viewer): Promise<number> {
    const spent = await this.#points.get(principal);
    return spent?.remainingPoints ?? this.#options.limits.points;
  }

  #refused(message: string, seconds: number): GraphQLError {
    this.#options.shares.refused();
    return rateLimited(message, seconds);
  }
}

/** Without `stringify` of a kept answer, whose text is everybody's. */
const withCost = ({ data, errors, extensions }: ExecutionResult, cost: Cost): ExecutionResult => ({
  ...(data !== undefined && { data }),
  ...(errors && { errors }),
  extensions: { ...extensions, cost },
});

const rateLimited = (message: string, seconds: number): GraphQLError =>
  new GraphQLError(message, {
    extensions: {
      code: CODES.RATE_LIMITED,
      http: { status: 429, headers: { 'Retry-After': String(seconds) } },
    },
  });

const crowded = (): GraphQLError =>
  rateLimited('you have as many requests under way as you may; send this one again when one is answered', 1);

const neverEnough = (requested: number, most: number): GraphQLError =>
  beyondLimit(
    `this operation costs ${requested} points, and there are ${most} a minute: it is never answered; ` +
      'ask for fewer items (first), fewer fields, or in several requests',
  );
