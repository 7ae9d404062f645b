/** What a request to /graphql passes before anybody reads it. */
import type { Overload } from './overload.ts';
import { type DeadlineOptions, withinDeadline } from './deadlines.ts';
import { withoutEncoding } from './encoding.ts';
import type { Handler } from './refusal.ts';

/** Answers by `handle` what is sent in time, as it is, while there is room; what is refused has its deadline too. */
export const withinLimits = (handle: Handler, overload: Overload, deadline: DeadlineOptions = {}): Handler =>
  withinDeadline(overload.around(withoutEncoding(handle)), deadline);
