/** WeCom: robots of a group. 20 messages a minute, texts of 2,048 bytes; the key in the URL is all that is asked for. */
import { botFormat, complaintIn, postJson, withoutMentions } from './bot.ts';

export const WECOM = botFormat({
  secret: 'none',
  spacing: 3100,
  mostBytes: 2000,
  plain: withoutMentions,
  post: (text, { url }) => postJson(url, { msgtype: 'text', text: { content: text } }),
  // 45009: the frequency limit.
  complaint: (body) => complaintIn(body, { code: 'errcode', message: 'errmsg' }, [45_009]),
});
