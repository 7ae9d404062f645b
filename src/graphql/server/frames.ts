/**
 * What subscribers are sent of an event, made once for all that ask the same: executing an operation costs more than
 * everything else on the way of an event. Operations are the same when their documents and the variables that their
 * selections use are. The latest frames are kept, up to a size; what is kept no longer is made again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  type GraphQLError,
  Kind,
  visit,
} from 'graphql';
import { rightsOf, type Viewer } from '../../access/viewer.ts';
import { isPassing } from '../../store/database.ts';
import type { EventRow } from '../../store/events.ts';
import type { Context } from '../context.ts';
import { interrupted } from './subscriptionErrors.ts';

/** One event as one operation answers it. */
export interface Frame {
  sequence: number;
  result: ExecutionResult;
  /** The result as an SSE message, its `id` being the cursor. */
  message: Buffer;
}

export type FrameOperation = Pick<
  ExecutionArgs,
  'schema' | 'document' | 'operationName' | 'variableValues'
> & {
  /** Who is told: those who may do the same are told the same. */
  viewer: Viewer;
};

export interface FrameMaker {
  /** The same for operations that are the same. */
  name: string;
  /** Rejects with INTERRUPTED where the database stays unreachable, so that the event is not passed over. */
  frameOf(event: EventRow): Promise<Frame>;
}

export interface FramesOptions {
  contexts: Context['events'];
  cursor: (sequence: number) => Promise<string>;
  /** Makes an error one that may be told. */
  mask: (error: GraphQLError) => GraphQLError;
  /** Milliseconds that one execution may take. */
  timeout: number;
}

/**
 * Bytes of the messages that are kept, of which the results take several times as much beside them; and for how long in
 * milliseconds: who is told later is told of the breach as it is then.
 */
const KEPT = 1024 * 1024;
const LIFE = 5000;
/** Executions of one event while the database is away, and the first pause between them in milliseconds; it doubles. */
const ATTEMPTS = 6;
const PAUSE = 200;

interface Kept {
  frame: Promise<Frame>;
  /** 0 while it is being made. */
  size: number;
  until: number;
}

export class Frames {
  readonly #options: FramesOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #documents = new WeakMap<DocumentNode, number>();
  #size = 0;
  #count = 0;

  constructor(options: FramesOptions) {
    this.#options = options;
  }

  /** The maker of an operation's frames; equal operations share theirs. */
  makerOf(operation: FrameOperation): FrameMaker {
    const name = `${this.#documentNumber(operation.document)} ${operation.operationName ?? ''} ${usedVariables(operation)} ${rightsOf(operation.viewer)}`;
    return {
      name,
      frameOf: (event) => {
        const key = `${event.sequence} ${name}`;
        const kept = this.#kept.get(key);
        return kept && Date.now() < kept.until ? kept.frame : this.#keep(key, this.#make(operation, event));
      },
    };
  }

  #documentNumber(document: DocumentNode): number {
    const number = this.#documents.get(document) ?? ++this.#count;
    this.#documents.set(document, number);
    return number;
  }

  #keep(key: string, frame: Promise<Frame>): Promise<Frame> {
    this.#forget(key);
    const kept: Kept = { frame, size: 0, until: Date.now() + LIFE };
    this.#kept.set(key, kept);
    frame.then(
      ({ message }) => this.#weigh(kept, message.length),
      () => this.#forget(key),
    );
    return frame;
  }

  #weigh(kept: Kept, size: number): void {
    kept.size = size;
    this.#size += size;
    for (const [oldest, { size: isMade, until }] of this.#kept) {
      if (this.#size <= KEPT && Date.now() < until) break;
      if (isMade) this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#size -= this.#kept.get(key)?.size ?? 0;
    this.#kept.delete(key);
  }

  async #make(operation: FrameOperation, event: EventRow): Promise<Frame> {
    const [result, cursor] = await Promise.all([
      this.#execute(operation, event),
      this.#options.cursor(event.sequence),
    ]);
    const message = Buffer.from(`event: next\nid: ${cursor}\ndata: ${JSON.stringify(result)}\n\n`);
    return { sequence: event.sequence, result, message };
  }

  async #execute(operation: FrameOperation, event: EventRow): Promise<ExecutionResult> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#attempt(operation, event);
      if (!result || result.errors?.some((it) => isPassing(it.originalError ?? it))) {
        if (attempt === ATTEMPTS) throw interrupted();
        this.#options.contexts.renew();
        await sleep(PAUSE * 2 ** (attempt - 1));
      } else {
        return result.errors ? { ...result, errors: result.errors.map(this.#options.mask) } : result;
      }
    }
  }

  /** The result; undefined where not even the context could be had, or it took too long. */
  async #attempt(
    { schema, document, operationName, variableValues, viewer }: FrameOperation,
    event: EventRow,
  ): Promise<ExecutionResult | undefined> {
    try {
      const contextValue = await this.#options.contexts.of([event], viewer);
      const result = execute({
        schema,
        document,
        operationName,
        variableValues,
        contextValue,
        rootValue: event,
      });
      return result instanceof Promise ? await this.#inTime(result) : result;
    } catch (error) {
      if (isPassing(error)) return undefined;
      throw error;
    }
  }

  #inTime<T>(work: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(undefined), this.#options.timeout);
      work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

/** The variables that the fields below the root use, as text; those of the root's arguments change nothing in a frame. */
function usedVariables({ document, operationName, variableValues }: FrameOperation): string {
  const operation = getOperationAST(document, operationName);
  const names = new Set<string>();
  const collect = { Variable: ({ name }: { name: { value: string } }) => void names.add(name.value) };
  for (const it of document.definitions) {
    if (it.kind === Kind.FRAGMENT_DEFINITION) visit(it, collect);
  }
  for (const field of operation?.selectionSet.selections ?? []) {
    if (field.kind !== Kind.FIELD) visit(field, collect);
    else {
      if (field.selectionSet) visit(field.selectionSet, collect);
      field.directives?.forEach((it) => visit(it, collect));
    }
  }
  return JSON.stringify([...names].sort().map((name) => [name, variableValues?.[name]]));
}
