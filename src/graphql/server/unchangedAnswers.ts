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
  /** The answer, with its text where it is one that may be kept. */
  keep(answer: ExecutionResult): ExecutionResult;
}

/** What is not asked for any more goes with the next change. */
const MOST_ANSWERS = 100;
/**
 * Characters of one that is kept, and of all together: most have tens of thousands, 200 matrices some millions, and an answer takes
 * several times as many bytes.
 */
const [LONGEST_ANSWER, MOST_CHARACTERS] = [1_000_000, 8_000_000];
/** Longer variables are no question that is asked again. */
const LONGEST_VARIABLES = 2000;

export class UnchangedAnswers {
  readonly #documents = new WeakMap<DocumentNode, { id: number; isKept: boolean }>();
  readonly #answers = new Map<string, KeptAnswer>();
  #count = 0;
  #stamp = '';
  /** Of the texts of all that is kept. */
  #characters = 0;

  /** Null where the answer may be of other things, which the moment does not tell of. */
  placeOf(args: ExecutionArgs): Place | null {
    const { id } = this.#known(args);
    const variables = this.#variablesOf(args);
    if (variables === null) return null;
    const { moment, viewer } = args.contextValue as Context;
    const { stamp } = moment;
    const key = `${id} ${args.operationName ?? ''} ${rightsOf(viewer)} ${variables}`;
    const answer = stamp === this.#stamp ? (this.#answers.get(key) ?? null) : null;
    return { answer, keep: (fresh) => answer ?? this.#keep(stamp, key, fresh) };
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

  #keep(stamp: string, key: string, fresh: ExecutionResult): ExecutionResult {
    const { data, errors } = fresh;
    if (!data || errors) return fresh;
    const known = stamp === this.#stamp && this.#answers.get(key);
    if (known) return known;
    const text = JSON.stringify({ data });
    const answer: KeptAnswer = { data, stringify: () => text };
    if (text.length > LONGEST_ANSWER) return answer;
    const isFull = this.#answers.size >= MOST_ANSWERS || this.#characters + text.length > MOST_CHARACTERS;
    if (stamp !== this.#stamp || isFull) {
      this.#answers.clear();
      this.#characters = 0;
    }
    this.#stamp = stamp;
    this.#characters += text.length;
    this.#answers.set(key, answer);
    return answer;
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
