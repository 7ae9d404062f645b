/**
 * Names of answers to GET, by which browsers ask whether what they have is still the same (ETag, If-None-Match, 304). What is made of
 * measurements alone is named before it is executed; of everything else the text is named, which saves sending it.
 */
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Viewer } from '../../access/viewer.ts';
import { isNamed, tagOf, tagOfText } from '../../world/tag.ts';
import type { Context } from '../context.ts';
import type { UnchangedAnswers } from './unchangedAnswers.ts';

/** What is known of a request by GET before it is answered. */
interface Asked {
  viewer: Viewer;
  /** The name of the answer where it is known without it. */
  tag?: string;
}

/** Answers may be kept, by whoever asked, to be asked about each time. */
const CACHE_CONTROL = 'private, no-cache';

/** Names answers, and sends none to who names the same. */
export function useTags(unchanged: Pick<UnchangedAnswers, 'questionOf'>): Plugin {
  const asked = new WeakMap<Request, Asked>();
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { contextValue }: ExecutionArgs = args;
      const { request, viewer } = contextValue as Context & { request?: Request };
      if (request?.method !== 'GET') return undefined;
      const known: Asked = { viewer };
      asked.set(request, known);
      const onExecuteDone = ({ result }: { result: unknown }) => {
        // What failed may not fail again.
        if ((result as ExecutionResult).errors) delete known.tag;
      };
      return tagBefore(unchanged, args, request).then((tag) => {
        if (tag !== null) known.tag = tag;
        if (tag !== null && isNamed(request.headers.get('if-none-match'), tag))
          setResultAndStopExecution({ data: null });
        return { onExecuteDone };
      });
    },
    async onResponse({ request, response, setResponse, fetchAPI: { Response } }) {
      const form = response.headers.get('content-type') ?? '';
      if (request.method !== 'GET' || !form.includes('json')) return;
      response.headers.set('Cache-Control', CACHE_CONTROL);
      const known = asked.get(request);
      if (!known || response.status !== 200) return;
      const text = known.tag === undefined ? await response.text() : null;
      const tag = known.tag ?? tagOfText(text!, known.viewer, form);
      const headers = { 'Cache-Control': CACHE_CONTROL, ETag: tag };
      if (isNamed(request.headers.get('if-none-match'), tag))
        return setResponse(new Response(null, { status: 304, headers }));
      if (text === null) return response.headers.set('ETag', tag);
      setResponse(new Response(text, { headers: { 'Content-Type': form, ...headers } }));
    },
  };
}

/** The name of an answer that is yet to be made; null where it is not known before. */
async function tagBefore(
  unchanged: Pick<UnchangedAnswers, 'questionOf'>,
  args: ExecutionArgs,
  { headers }: Request,
): Promise<string | null> {
  // What an answer cost, which is told where it is asked for, is never the same.
  const question = headers.get('x-cost') ? null : unchanged.questionOf(args);
  if (question === null) return null;
  const { delivery, moment, viewer } = args.contextValue as Context;
  const origin = await delivery.origin();
  return tagOf({ origin, moment, viewer, question: [headers.get('accept') ?? '', ...question] });
}
