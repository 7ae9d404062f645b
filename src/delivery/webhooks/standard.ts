/** The formats for programs: the Standard Webhooks body, and the same inside a CloudEvent. One event a message, signed. */
import type { Format, Target } from './format.ts';
import type { Message } from './send.ts';
import { signedHeaders } from './signature.ts';
import { verdictOfStatus } from './verdict.ts';

/** `{ type, timestamp, data }`, as JSON. */
export const STANDARD: Format = {
  secret: 'made',
  isUrlSecret: false,
  group: 1,
  spacing: 0,
  verdict: verdictOfStatus,
  message: ([notice], target, at) =>
    signed(target, at, notice!.id, 'application/json', {
      type: notice!.type,
      timestamp: notice!.at,
      data: notice!.data,
    }),
  test: (target, at, id) =>
    signed(target, at, id, 'application/json', { type: TEST, timestamp: at, data: { webhook: target.name } }),
};

/** CloudEvents 1.0 in the structured mode; `source` names the database that events are of. */
export const cloudEvents = (source: string): Format => ({
  secret: 'made',
  isUrlSecret: false,
  group: 1,
  spacing: 0,
  verdict: verdictOfStatus,
  message: ([notice], target, at) => {
    const { id, type, subject, at: time, data } = notice!;
    return signed(target, at, id, CLOUD_EVENT, envelope(source, id, { type, subject, time, data }));
  },
  test: (target, at, id) =>
    signed(
      target,
      at,
      id,
      CLOUD_EVENT,
      envelope(source, id, { type: TEST, time: at, data: { webhook: target.name } }),
    ),
});

const TEST = 'webhook.test';
const CLOUD_EVENT = 'application/cloudevents+json; charset=utf-8';

const envelope = (source: string, id: string, event: object): object => ({
  specversion: '1.0',
  id,
  source,
  datacontenttype: 'application/json',
  ...event,
});

function signed(target: Target, at: Date, id: string, type: string, content: object): Message {
  const body = JSON.stringify(content);
  const headers = { 'content-type': type, ...signedHeaders(id, at, body, target.secrets) };
  return { url: target.url, headers, body };
}
