/** The texts of chat bots, made of what is told of some events. What came together is one text, with the rest counted. */
import type { Notice } from '../kinds/notice.ts';

/** How a service takes texts. */
export interface Manner {
  /** How long they may be, in bytes of UTF-8. */
  mostBytes: number;
  /** Takes their meaning from the characters that the service reads as markup. */
  plain(text: string): string;
}

/** The text of some events; what does not fit is counted, and then the gravest are told first. */
export function textOf(notices: readonly Notice[], name: string, { mostBytes, plain }: Manner): string {
  const tell = (all: readonly Notice[]) => all.map(({ lines }) => plain(lines.join('\n')));
  const title = plain(titleOf(name, notices.length));
  const text = [title, ...tell(notices)].join('\n\n');
  return bytes(text) <= mostBytes
    ? text
    : shortened(title, tell([...notices].sort((a, b) => a.gravity - b.gravity)), mostBytes);
}

/** What is said to see whether a bot works. */
export const testText = (name: string): string =>
  `${titleOf(name, 1)}\nThis is a test: the webhook works.\n这是一条测试消息：推送正常。`;

function shortened(title: string, items: readonly string[], mostBytes: number): string {
  const rest = (told: number) => `… and ${items.length - told} more · 另有 ${items.length - told} 条`;
  const first = clipped(items[0]!, mostBytes - bytes(`${title}\n\n\n\n${rest(0)}`));
  let text = `${title}\n\n${first}`;
  let told = 1;
  for (const item of items.slice(1)) {
    const longer = `${text}\n\n${item}`;
    if (bytes(`${longer}\n\n${rest(0)}`) > mostBytes) break;
    text = longer;
    told++;
  }
  return told === items.length ? text : `${text}\n\n${rest(told)}`;
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** The beginning of a text in so many bytes, whole characters only. */
function clipped(text: string, mostBytes: number): string {
  if (bytes(text) <= mostBytes) return text;
  let kept = '';
  for (const character of text) {
    if (bytes(`${kept}${character}…`) > mostBytes) break;
    kept += character;
  }
  return `${kept}…`;
}

const titleOf = (name: string, count: number): string =>
  count === 1 ? `【${name}】` : `【${name}】 ${count} changes · ${count} 条变化`;
