/** What a chat bot says: short texts in both languages. What came together is one text, with the rest counted. */
import type { Severity } from '../../kpi/vocabulary.ts';
import type { CodeAndName, Notice } from '../webhooks/notice.ts';

/** How a service takes texts. */
export interface Manner {
  /** How long they may be, in bytes of UTF-8. */
  mostBytes: number;
  /** Takes their meaning from the characters that the service reads as markup. */
  plain(text: string): string;
}

/** The text of some events; what does not fit is counted, and then the gravest are told first. */
export function textOf(notices: readonly Notice[], name: string, { mostBytes, plain }: Manner): string {
  const tell = (all: readonly Notice[]) => all.map((it) => plain(itemOf(it)));
  const title = plain(titleOf(name, notices.length));
  const text = [title, ...tell(notices)].join('\n\n');
  return bytes(text) <= mostBytes ? text : shortened(title, tell([...notices].sort(byGravity)), mostBytes);
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

function itemOf(notice: Notice): string {
  const { kpi } = notice;
  return [
    `${headlineOf(notice)}\n${kpi.name.en} · ${kpi.name.zh}`,
    `${placeOf(notice, 'en')} · ${placeOf(notice, 'zh')}`,
    figuresOf(notice),
    notice.event.note ?? '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function headlineOf({ event, breach }: Notice): string {
  const why = event.reason === null ? '' : REASONS[event.reason as keyof typeof REASONS];
  if (event.type === 'OPENED') return `${ICONS[event.severity]} ${OPENED[event.severity]}${why}`;
  if (event.type === 'ACKNOWLEDGED') return `👤 Acknowledged${event.by ? ` by ${event.by}` : ''} · 已确认`;
  if (event.type === 'RESOLVED' && breach.retracted) return `⚪ Withdrawn, it never was · 撤销告警${why}`;
  return `${CHANGES[event.type]}${why}`;
}

const ICONS: Record<Severity, string> = { CRITICAL: '🔴', WARNING: '🟠' };
const OPENED: Record<Severity, string> = { CRITICAL: 'Critical · 严重告警', WARNING: 'Warning · 预警' };
const CHANGES = {
  ESCALATED: '🔴 Escalated to critical · 升级为严重',
  DEESCALATED: '🟠 Eased to warning · 降为预警',
  RESOLVED: '🟢 Resolved · 已恢复',
};
const REASONS = {
  OBSERVED: '',
  CORRECTED: ' (corrected data · 数据更正)',
  REDEFINED: ' (definition changed · 口径变更)',
};

function placeOf({ scope: { operator, businessLine, orgUnit } }: Notice, locale: 'en' | 'zh'): string {
  const parts = [operator, businessLine, orgUnit].filter((it): it is CodeAndName => it !== null);
  return parts.map(({ name }) => name[locale]).join(' / ');
}

function figuresOf({ event, breach: { limit }, kpi: { unit } }: Notice): string {
  const value = event.value === null ? '' : `: ${figure(event.value, unit)}`;
  const [en, zh] = limit.side === 'BELOW' ? ['min.', '下限'] : ['max.', '上限'];
  return `${event.period.label}${value} (${en} · ${zh} ${figure(limit.value, unit)})`;
}

/** Six significant digits are more than anybody reads in a chat. */
function figure(value: number, unit: string): string {
  const digits = String(Number(value.toPrecision(6)));
  return unit === 'percent' ? `${digits} %` : `${digits} ${unit.replaceAll('-', ' ')}`;
}

/** The widest and gravest openings first, then everything else as it came. */
const byGravity = (a: Notice, b: Notice): number => gravity(a) - gravity(b);

function gravity({ event, breach }: Notice): number {
  if (event.type !== 'OPENED' && event.type !== 'ESCALATED') return 4;
  return (event.severity === 'CRITICAL' ? 0 : 2) + (breach.within ? 1 : 0);
}
