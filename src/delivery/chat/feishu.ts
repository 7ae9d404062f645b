/** Feishu (Lark): custom bots of a group. 100 messages a minute and 5 a second; signed by timestamp and secret. */
import { createHmac } from 'node:crypto';
import { botFormat, complaintIn, postJson, withoutMentions } from './bot.ts';

export const FEISHU = botFormat({
  secret: 'given',
  spacing: 620,
  mostBytes: 15_000,
  plain: withoutMentions,
  post: (text, { url, secrets: [secret] }, at) => {
    const content = { msg_type: 'text', content: { text } };
    return postJson(url, secret === undefined ? content : { ...signatureOf(secret, at), ...content });
  },
  // 9499 and 11232: the frequency limits of the gateway and of the bot.
  complaint: (body) => complaintIn(body, { code: 'code', message: 'msg' }, [9499, 11_232]),
});

/** Feishu's signature: the HMAC of the empty text, under a key that is the timestamp (in seconds), a line end and the secret. */
function signatureOf(secret: string, at: Date): { timestamp: string; sign: string } {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') };
}
