/**
 * Valid documents with variables, made of a schema from a seed: every argument and input field may be left out, be null, be a
 * literal or a variable, with a default or without, that is sent, left out or null.
 */
import fc from 'fast-check';
import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

export interface RandomRequest {
  query: string;
  variables: Record<string, unknown>;
}

/** What fits an argument or an input field of this name; any of it where the schema wants a text. */
export type Words = Readonly<Record<string, readonly string[]>>;

interface Options {
  schema: GraphQLSchema;
  operation: 'query' | 'mutation';
  words: Words;
}

/** As many requests as asked for, the same for the same seed. */
export const randomRequests = (options: Options, count: number, seed: number): RandomRequest[] =>
  fc.sample(
    fc.gen().map((draw) => new Author(options, draw).request()),
    { numRuns: count, seed },
  );

const DEEPEST = 5;
const WIDEST = 3;

/** Writes one document. */
class Author {
  readonly #declared: string[] = [];
  readonly #sent: Record<string, unknown> = {};

  constructor(
    readonly options: Options,
    readonly draw: fc.GeneratorValue,
  ) {}

  request(): RandomRequest {
    const { schema, operation } = this.options;
    const root = (operation === 'query' ? schema.getQueryType() : schema.getMutationType())!;
    const selections = this.#selections(root, operation === 'query' ? 1 : DEEPEST - 2);
    const declared = this.#declared.length > 0 ? `(${this.#declared.join(', ')})` : '';
    return { query: `${operation} ${declared} ${selections}`, variables: this.#sent };
  }

  #chance(of: number): boolean {
    return this.draw(fc.nat, { max: 99 }) < 100 * of;
  }

  #one<T>(values: readonly T[]): T {
    return values[this.draw(fc.nat, { max: values.length - 1 })]!;
  }

  #selections(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields()).filter(
      (it) => depth < DEEPEST || !isCompositeType(getNamedType(it.type)),
    );
    const chosen = Array.from({ length: 1 + this.draw(fc.nat, { max: WIDEST - 1 }) }, () =>
      fields.length > 0 ? this.#one(fields) : null,
    );
    const written = chosen.map((it, at) => (it ? this.#field(it, at, depth) : '__typename'));
    return `{ ${[...written, '__typename'].join(' ')} }`;
  }

  #field(field: GraphQLField<unknown, unknown>, at: number, depth: number): string {
    const given = this.#given(field.args, isRequiredArgument);
    const args = given.length > 0 ? `(${given.join(', ')})` : '';
    return `f${at}: ${field.name}${args}${this.#condition()} ${this.#below(field.type, depth)}`;
  }

  #below(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (isObjectType(named)) return this.#selections(named, depth + 1);
    if (!isCompositeType(named)) return '';
    const possible = this.#one(this.options.schema.getPossibleTypes(named));
    return `{ __typename ... on ${possible.name} ${this.#selections(possible, depth + 1)} }`;
  }

  #condition(): string {
    if (!this.#chance(0.15)) return '';
    const type = this.#one(['Boolean!', 'Boolean = true', 'Boolean = false']);
    const value = this.#one(type === 'Boolean!' ? [true, false] : [true, false, null, undefined]);
    return ` @${this.#one(['include', 'skip'])}(if: ${this.#variable(type, value)})`;
  }

  #given<T extends GraphQLArgument | GraphQLInputField>(
    places: readonly T[],
    isRequired: (place: T) => boolean,
  ): string[] {
    return places
      .filter((it) => isRequired(it) || this.#chance(0.45))
      .map((it) => `${it.name}: ${this.#text(it.type, it.name, it.defaultValue !== undefined)}`);
  }

  /** A value as it stands in a document: a literal, or a variable of the type or of one that becomes it by a default. */
  #text(type: GraphQLInputType, name: string, hasDefault = false): string {
    if (!this.#chance(0.5)) return this.#literal(type, name);
    const sent = () => (isNonNullType(type) || this.#chance(0.6) ? this.#value(type, name) : null);
    if (!isNonNullType(type)) {
      const fallback = this.#chance(0.4) ? ` = ${this.#constant(type, name)}` : '';
      return this.#variable(String(type) + fallback, this.#chance(0.2) ? undefined : sent());
    }
    const kind = this.draw(fc.nat, { max: 2 });
    if (kind === 0) return this.#variable(String(type), sent());
    if (kind === 1) {
      const fallback = ` = ${this.#constant(type.ofType, name)}`;
      if (fallback === ' = null') return this.#variable(String(type), sent());
      return this.#variable(String(type.ofType) + fallback, this.#one([sent(), sent(), undefined, null]));
    }
    if (hasDefault) return this.#variable(String(type.ofType), this.#one([sent(), undefined, null]));
    const fallback = this.#constant(type.ofType, name);
    return this.#variable(`${type}${fallback === 'null' ? '' : ` = ${fallback}`}`, sent());
  }

  #variable(type: string, value: unknown): string {
    const name = `v${this.#declared.length}`;
    this.#declared.push(`$${name}: ${type}`);
    if (value !== undefined) this.#sent[name] = value;
    return `$${name}`;
  }

  #literal(type: GraphQLInputType, name: string): string {
    if (isNonNullType(type)) return this.#literal(type.ofType, name) ?? '';
    if (isListType(type)) return `[${this.#times(() => this.#text(type.ofType, name)).join(', ')}]`;
    if (!isInputObjectType(type)) return written(this.#scalar(type, name), isEnumType(type));
    const fields = Object.values(type.getFields());
    if (!type.isOneOf) return `{ ${this.#given(fields, isRequiredInputField).join(', ')} }`;
    const one = this.#one(fields);
    return `{ ${one.name}: ${this.#literal(one.type, one.name)} }`;
  }

  /** A literal without variables, as defaults are. */
  #constant(type: GraphQLInputType, name: string): string {
    const asText = (it: unknown, at: GraphQLInputType): string => {
      const bare = isNonNullType(at) ? at.ofType : at;
      if (it === null) return 'null';
      if (Array.isArray(it)) return `[${it.map((item) => asText(item, inside(bare))).join(', ')}]`;
      if (!isInputObjectType(bare)) return written(it, isEnumType(bare));
      const fields = Object.entries(it as object);
      return `{ ${fields.map(([key, value]) => `${key}: ${asText(value, bare.getFields()[key]!.type)}`).join(', ')} }`;
    };
    return asText(this.#value(type, name), type);
  }

  /** A value as it is sent in JSON. */
  #value(type: GraphQLInputType, name: string): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, name);
    if (isListType(type)) {
      const mayBeNull = !isNonNullType(type.ofType);
      return this.#times(() => (mayBeNull && this.#chance(0.2) ? null : this.#value(type.ofType, name)));
    }
    if (!isInputObjectType(type)) return this.#scalar(type, name);
    const fields = Object.values(type.getFields());
    const chosen = type.isOneOf
      ? [this.#one(fields)]
      : fields.filter((it) => isRequiredInputField(it) || this.#chance(0.4));
    return Object.fromEntries(
      chosen.map((it) => [
        it.name,
        !type.isOneOf && !isNonNullType(it.type) && this.#chance(0.25) ? null : this.#value(it.type, it.name),
      ]),
    );
  }

  #times<T>(make: () => T): T[] {
    return Array.from({ length: this.draw(fc.nat, { max: 2 }) }, make);
  }

  #scalar(type: GraphQLInputType, name: string): unknown {
    if (isEnumType(type)) return this.#one(type.getValues()).name;
    const kind = String(type);
    if (kind === 'Int') return this.#one([1, 2, 5, 0, -1]);
    if (kind === 'Float') return this.#one([1, 95.5, 0, -2]);
    if (kind === 'Boolean') return this.#chance(0.5);
    return this.#one(this.options.words[name] ?? this.options.words[kind] ?? ['x', '']);
  }
}

const inside = (type: GraphQLInputType): GraphQLInputType => (isListType(type) ? type.ofType : type);
const written = (value: unknown, isWord: boolean): string => (isWord ? String(value) : JSON.stringify(value));
