/**
 * Answers that are asked for again while nothing changed: whoever shows a matrix asks for it more often than it changes. Kept are
 * answers that are made of reference data, definitions and measurements alone, for as long as these are the ones they
 * were made of, which each request's moment tells: exactly, also where another server changed them.
 */
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getNamedType,
  type GraphQLSchema,
  isLeafType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { rightsOf } from '../../access/viewer.ts';
import type { Context } from '../context.ts';

/** An answer with the text that it is sent as; Yoga asks for it by this name. */
interface KeptAnswer extends ExecutionResult {
  stringify(): string;
}

/** Where an answer is kept: what is there, and how to put one there. */
export interface Place {
  answer: KeptAnswer | null;
  keep(answer: ExecutionResult): void;
}

/** An answer has tens of kilobytes; what is not asked for any more goes with the next change. */
const MOST_ANSWERS = 100;
/** Longer variables are no question that is asked again. */
const LONGEST_VARIABLES = 2000;

export class UnchangedAnswers {
  readonly #documents = new WeakMap<DocumentNode, { id: number; isKept: boolean }>();
  readonly #answers = new Map<string, KeptAnswer>();
  #count = 0;
  #stamp = '';

  /** Null where the answer may be of other things, which the moment does not tell of. */
  placeOf(args: ExecutionArgs): Place | null {
    const { id } = this.#known(args);
    const variables = this.#variablesOf(args);
    if (variables === null) return null;
    const { moment, viewer } = args.contextValue as Context;
    const { stamp } = moment;
    const key = `${id} ${args.operationName ?? ''} ${rightsOf(viewer)} ${variables}`;
    const answer = stamp === this.#stamp ? (this.#answers.get(key) ?? null) : null;
    return { answer, keep: (fresh) => void (answer ?? this.#keep(stamp, key, fresh)) };
  }

  /** What is asked, for a name of the answer; null as above. */
  questionOf(args: ExecutionArgs): readonly string[] | null {
    const variables = this.#variablesOf(args);
    return variables === null ? null : [args.document.loc!.source.body, args.operationName ?? '', variables];
  }

  #known({ schema, document }: ExecutionArgs): { id: number; isKept: boolean } {
    const known = this.#documents.get(document) ?? {
      id: ++this.#count,
      isKept: isOfMeasurements(schema, document),
    };
    this.#documents.set(document, known);
    return known;
  }

  #variablesOf(args: ExecutionArgs): string | null {
    const variables = this.#known(args).isKept ? textOf(args.variableValues ?? {}) : null;
    return variables === null || variables.length > LONGEST_VARIABLES ? null : variables;
  }

  #keep(stamp: string, key: string, { data, errors }: ExecutionResult): void {
    if (!data || errors) return;
    if (stamp !== this.#stamp || this.#answers.size >= MOST_ANSWERS) this.#answers.clear();
    this.#stamp = stamp;
    let text: string | undefined;
    this.#answers.set(key, { data, stringify: () => (text ??= JSON.stringify({ data })) });
  }
}

/** The variables as text; null where they are deeper than can be written, which is told when they are found not to fit. */
function textOf(variables: object): string | null {
  try {
    return JSON.stringify(variables);
  } catch {
    return null;
  }
}

/** The types of which every field is made of what a moment tells of; of others only values are taken. */
const WHOLE = new Set([
  'Matrix',
  'MatrixCell',
  'DimensionScore',
  'ProcessScore',
  'Measurement',
  'InputValue',
  'Scope',
  'Period',
]);

/** Whether a document asks for matrices only, and within them for nothing that is stored elsewhere. */
function isOfMeasurements(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let isSo = true;
  const look = () => {
    const parent = types.getParentType()?.name ?? '';
    const field = types.getFieldDef();
    const isAllowed =
      field?.name === '__typename' ||
      (parent === 'Query'
        ? field?.name === 'matrix' || field?.name === 'matrices'
        : WHOLE.has(parent) || isLeafType(getNamedType(field?.type)));
    isSo &&= isAllowed;
  };
  visit(document, visitWithTypeInfo(types, { Field: look }));
  return isSo;
}
