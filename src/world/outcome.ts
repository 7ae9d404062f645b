/** What can come of asking for a change, beside success: what the caller can mend, as data. */

/** What is wrong with something sent: where (path into what was sent) and what to do. */
export interface Problem {
  path: string[];
  message: string;
}

/** Nothing was kept; every problem at once. */
export interface Invalid {
  outcome: 'invalid';
  message: string;
  problems: Problem[];
}

/** Something else stands in the way; the message names it. */
export interface Conflict {
  outcome: 'conflict';
  message: string;
}

/** There is nothing of that name. */
export interface NotFound {
  outcome: 'notFound';
  message: string;
}

/** The outcome of what has these problems. */
export const invalid = (problems: Problem[]): Invalid => ({
  outcome: 'invalid',
  message: `${problems.length === 1 ? 'a problem' : `${problems.length} problems`}; nothing was changed`,
  problems,
});

/** The outcome of what names something that is not there. */
export const notFound = (what: string): NotFound => ({
  outcome: 'notFound',
  message: `there is no such ${what}`,
});
