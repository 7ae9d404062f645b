/** How operations are executed: within a cost budget and a time limit, compiled where they come often. */
import {
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type OperationDefinitionNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import { costOf } from '../cost.ts';
import { beyondLimit, CODES } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { CompiledQueries } from './compiledQueries.ts';
import { counted, type Gate } from './gate.ts';
import { misplacedNulls } from './nulls.ts';
import { shareOf, type Shares } from './rates.ts';
import { oversized } from './sizes.ts';
import { withSoleErrors } from './soleErrors.ts';
import type { UnchangedAnswers } from './unchangedAnswers.ts';

/** One executed operation, for metrics. */
export interface Operation {
  name: string | null;
  type: 'query' | 'mutation' | 'subscription';
  seconds: number;
  /** How many errors the answer has. */
  errors: number;
}

export interface ExecutionOptions {
  limits: Limits;
  /** How often a query is executed before it is compiled. */
  compileAfter: number;
  /** Answers that are asked for again. */
  unchanged: UnchangedAnswers;
  /** Counts what is executed. */
  gate: Pick<Gate, 'count'>;
  /** Counts it for whoever asks. */
  shares: Pick<Shares, 'count'>;
  observe?: (operation: Operation) => void;
}

type Execute = (args: ExecutionArgs) => unknown;

/** Counts, compiles, times. */
export function useExecution({
  limits,
  compileAfter,
  unchanged,
  gate,
  shares,
  observe,
}: ExecutionOptions): Plugin {
  const compiled = new CompiledQueries(compileAfter);
  return {
    onExecute({ args, executeFn, setExecuteFn, setResultAndStopExecution }) {
      const operation = getOperationAST(args.document, args.operationName);
      if (!operation) return undefined;
      const errors = refusals(args, operation, limits);
      if (errors.length > 0) return setResultAndStopExecution({ errors });
      const known = operation.operation === 'query' ? unchanged.placeOf(args) : null;
      const execute =
        operation.operation === 'query' ? faster(compiled, executeFn as Execute) : (executeFn as Execute);
      setExecuteFn(
        (given: ExecutionArgs) =>
          known?.answer ??
          inTime(
            counted(shareOf(shares, viewerIn(given)), counted(gate, execute(given))),
            limits.execution,
            operation,
          ),
      );
      const begin = performance.now();
      return {
        onExecuteDone({ result, setResult }) {
          const answer = withSoleErrors(result as ExecutionResult);
          const told =
            answer.errors && !('data' in answer)
              ? { errors: answer.errors.map(asRefused) }
              : (known?.keep(answer) ?? answer);
          if (told !== result) setResult(told);
          const seconds = (performance.now() - begin) / 1000;
          observe?.({ ...describe(operation), seconds, errors: answer.errors?.length ?? 0 });
        },
      };
    },
  };
}

const viewerIn = ({ contextValue }: ExecutionArgs) => (contextValue as Context).viewer;

const describe = ({ name, operation }: OperationDefinitionNode): Pick<Operation, 'name' | 'type'> => ({
  name: name?.value ?? null,
  type: operation,
});

/** What an operation is refused for before it is executed; empty where it is not. */
export function refusals(
  args: ExecutionArgs,
  operation: OperationDefinitionNode,
  limits: Limits,
): GraphQLError[] {
  const sizes = oversized(args.variableValues, limits);
  if (sizes.length > 0) return sizes;
  const cost = costOf(args.schema, args.document, operation, args.variableValues ?? {}, limits);
  return cost > limits.cost ? [tooCostly(cost, limits)] : misplacedNulls(args);
}

const tooCostly = (cost: number, limits: Limits): GraphQLError =>
  beyondLimit(
    `this operation could answer ${Math.round(cost)} fields, and at most ${limits.cost} may be asked for at once; ` +
      'ask for fewer items (first), fewer fields, or in several requests',
  );

function faster(compiled: CompiledQueries, execute: Execute): Execute {
  return (args) => compiled.execute(args) ?? execute(args);
}

/** The result, or after so many milliseconds a refusal; what runs then runs on unheard. */
function inTime(result: unknown, milliseconds: number, { operation }: OperationDefinitionNode): unknown {
  if (!(result instanceof Promise)) return result;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve({ errors: [timedOut(milliseconds, operation)] }), milliseconds);
    result.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function timedOut(milliseconds: number, operation: string): GraphQLError {
  const remedy =
    operation === 'mutation'
      ? 'it may still take effect; send it again with the same idempotencyKey'
      : 'ask for less at once';
  return new GraphQLError(`the ${operation} took longer than ${milliseconds / 1000} seconds: ${remedy}`, {
    extensions: { code: CODES.TIMEOUT, http: { status: 503, spec: true } },
  });
}

/** An error of a request that was not executed at all: of its variables, where it has no code yet. */
export function asRefused(error: GraphQLError): GraphQLError {
  const { originalError, message, nodes, source, positions } = error;
  if (error.extensions.code || (originalError && !(originalError instanceof GraphQLError))) return error;
  const extensions = { code: CODES.BAD_USER_INPUT, http: { status: 400, spec: true } };
  return new GraphQLError(shortened(message), { nodes, source, positions, extensions });
}

/** Such messages repeat the value that does not fit, however long it is. What they begin and end with says where and why. */
const LONGEST_END = 500;

const shortened = (message: string): string =>
  message.length <= 2 * LONGEST_END
    ? message
    : `${message.slice(0, LONGEST_END)}…${message.slice(-LONGEST_END)}`;
