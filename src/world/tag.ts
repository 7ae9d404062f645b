/**
 * Names for answers, as the header ETag has them: who names the answer that they have is told that it is still the same. A name is made
 * of all that an answer is made of, so that it can be told before there is one. Answers to GraphQL and files that are exported share it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { rightsOf, type Viewer } from '../access/viewer.ts';
import type { Moment } from './moment.ts';

/** The build that this code is of; the sources may change with each start. */
const BUILD = /\/(build-[0-9a-f]+)\//.exec(import.meta.url)?.[1] ?? randomUUID();

/** What an answer is made of. */
export interface Answered {
  /** Of the database: two may have moments of the same stamp. */
  origin: string;
  moment: Pick<Moment, 'stamp'>;
  viewer: Pick<Viewer, 'grants'>;
  /** What is asked, and in which form it is answered. */
  question: readonly string[];
}

/** The name of an answer that follows from the moment, the grants and the question alone. */
export const tagOf = ({ origin, moment, viewer, question }: Answered): string =>
  tag([BUILD, origin, moment.stamp, rightsOf(viewer), ...question]);

/** The name of an answer that is there already, for those who may do the same. */
export const tagOfText = (text: string, viewer: Pick<Viewer, 'grants'>, form: string): string =>
  tag([rightsOf(viewer), form, text]);

/** The name of a file that is the same for everybody. */
export const tagOfFile = (text: string): string => tag([text]);

/** Weak: the same answer may be sent compressed or not. */
const tag = (parts: readonly string[]): string =>
  `W/"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}"`;

/** Whether the header If-None-Match names this answer. */
export function isNamed(header: string | null | undefined, tag: string): boolean {
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return (header ?? '').split(',').some((it) => it.trim() === '*' || opaque(it) === opaque(tag));
}
