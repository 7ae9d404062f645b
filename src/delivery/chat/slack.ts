/** Slack: incoming webhooks. One message a second; `ok` is the answer, and a refusal has a status. */
import { botFormat, postJson } from './bot.ts';

export const SLACK = botFormat({
  secret: 'none',
  spacing: 1050,
  mostBytes: 15_000,
  // The three characters that its markup is made of.
  plain: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  post: (text, { url }) => postJson(url, { text }),
  complaint: (body) => (body.trim() === 'ok' ? null : { error: 'the answer is not "ok"', tooMany: false }),
});
