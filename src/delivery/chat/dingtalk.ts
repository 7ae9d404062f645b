/** DingTalk: custom robots of a group. 20 messages a minute, and ten minutes of silence for more; signed in the query. */
import { createHmac } from 'node:crypto';
import { botFormat, complaintIn, postJson, withoutMentions } from './bot.ts';

export const DINGTALK = botFormat({
  secret: 'given',
  spacing: 3100,
  mostBytes: 15_000,
  plain: withoutMentions,
  post: (text, { url, secrets: [secret] }, at) =>
    postJson(secret === undefined ? url : signed(url, secret, at), {
      msgtype: 'text',
      text: { content: text },
    }),
  // 130101 and 660026: sent too fast; 90030: over the limit of the webhook.
  complaint: (body) => complaintIn(body, { code: 'errcode', message: 'errmsg' }, [130_101, 660_026, 90_030]),
});

function signed(url: string, secret: string, at: Date): string {
  const timestamp = String(at.getTime());
  const found = new URL(url);
  found.searchParams.set('timestamp', timestamp);
  found.searchParams.set(
    'sign',
    createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'),
  );
  return found.href;
}
