/** What one request may ask for. Every figure is configurable, and tested at the limit and one beyond. */

export interface Limits {
  /** Bytes of a request's body; 10,000 observations fit. */
  body: number;
  /** Characters of a document. */
  characters: number;
  /** Lexical tokens of a document. */
  tokens: number;
  /** Characters of a text in the variables: ten times what any field takes, so that what is only too long is told by the field. */
  text: number;
  /** Entries of a list or object in the variables: twice what any field takes. */
  entries: number;
  /** Fields inside fields, the root's counted as the first; introspection is exempt. */
  depth: number;
  /** Aliases, those of fragments once a spread. */
  aliases: number;
  /** Fields of the operation's root. */
  rootFields: number;
  /** The most that `first`, `last` and lists of ids may ask for; also what is answered where `first` is left out. */
  page: number;
  /** Fields to resolve, those of lists multiplied by their size (see cost.ts). */
  cost: number;
  /** Milliseconds of execution. */
  execution: number;
  /** Subscriptions of one process at once. */
  subscriptions: number;
  /** Subscriptions of one principal at once. */
  ownSubscriptions: number;
  /** What one principal may ask for in a minute (see server/rates.ts). */
  points: number;
  /** Milliseconds after which a quiet subscription shows that it is alive. */
  keepAlive: number;
  /** Milliseconds that a subscriber may leave what was sent to it unread. */
  stall: number;
  /** Bytes that may wait for a subscriber. */
  unread: number;
}

/** 500 KPI definitions with every field, or one full matrix with every field, fit into the cost. */
export const DEFAULT_LIMITS: Limits = {
  body: 4 * 1024 * 1024,
  characters: 20_000,
  tokens: 2_000,
  text: 20_000,
  entries: 20_000,
  depth: 12,
  aliases: 30,
  rootFields: 20,
  page: 500,
  cost: 500_000,
  execution: 10_000,
  subscriptions: 500,
  ownSubscriptions: 50,
  points: 60_000,
  keepAlive: 12_000,
  stall: 30_000,
  unread: 4 * 1024 * 1024,
};

/** A trend's points; fixed by the contract. */
export const MOST_TREND_POINTS = 4_000;

/** The periods of a preview: a year of days, and some more. */
export const MOST_PREVIEW_PERIODS = 400;

/** The matrices of one request; fixed by the contract. */
export const MOST_MATRICES = 200;

/** A trend's points where each is a window, which is computed when it is asked for; fixed by the contract. */
export const MOST_WINDOWS = 400;

/** The days over which breaches are counted: ten years and some more. */
export const MOST_COUNTED_DAYS = 4_000;

/** The groups of breaches that are counted. */
export const MOST_BREACH_COUNTS = 5_000;
