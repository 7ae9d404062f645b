import type { LimitSide, Locale, Severity } from '../../kpi/vocabulary.ts';
import { figure } from '../figure.ts';
import { wordFor, wordsIn } from '../language.ts';
import type { Paint, Style } from '../paint.ts';
import { printable } from '../print.ts';
import { describeScope, type Scope, SCOPE_FIELDS } from '../scope.ts';

/** What is asked of an event; it uses the variable `$locale`. */
export const EVENT_FIELDS = `
  cursor type reason severity value note by at
  period { label }
  breach {
    id state retracted
    limit { severity side value }
    scope { ${SCOPE_FIELDS} }
    kpi { code name(locale: $locale) unit }
  }`;

/** An event as the API answers it. */
export interface BreachEvent {
  cursor: string;
  type: string;
  severity: Severity;
  value: number | null;
  note: string | null;
  by: string | null;
  at: string;
  period: { label: string };
  breach: {
    retracted: boolean;
    limit: { severity: Severity; side: LimitSide; value: number };
    scope: Scope;
    kpi: { code: string; name: string; unit: string };
  };
}

const TYPES: Record<Locale, Record<string, string>> = {
  EN: {
    OPENED: 'opened',
    ESCALATED: 'worse',
    DEESCALATED: 'better',
    ACKNOWLEDGED: 'acknowledged',
    RESOLVED: 'resolved',
  },
  ZH: { OPENED: '新增', ESCALATED: '升级', DEESCALATED: '缓解', ACKNOWLEDGED: '已确认', RESOLVED: '已恢复' },
};
const RETRACTED: Record<Locale, string> = { EN: 'it never was', ZH: '撤销' };

const STYLES: Record<Severity, Style> = { WARNING: 'yellow', CRITICAL: 'red' };

/** An event as one line: when, how bad, what, which KPI, where, the value with its limit, the period, and who said what. */
export function eventLine(event: BreachEvent, locale: Locale, paint: Paint): string {
  const { at, type, severity, period, breach } = event;
  const words = wordsIn(locale);
  const style: Style = type === 'RESOLVED' ? 'green' : type === 'ACKNOWLEDGED' ? 'dim' : STYLES[severity];
  const parts = [
    paint('dim', `${at.slice(0, 10)} ${at.slice(11, 19)}`),
    paint(style, `${wordFor(words.status, severity)} ${wordFor(TYPES[locale], type)}`),
    paint('bold', printable(breach.kpi.name)),
    describeScope(breach.scope, words),
    valueOf(event),
    printable(period.label),
    ...(breach.retracted ? [RETRACTED[locale]] : []),
    ...(event.by ? [printable(event.by)] : []),
    ...(event.note ? [printable(event.note)] : []),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** The value, with the breach's limit where it is the one that this value is beyond: the breach may have changed since. */
function valueOf({ value, type, severity, breach: { kpi, limit } }: BreachEvent): string {
  if (value === null) return '';
  const beyond =
    type === 'RESOLVED' || severity !== limit.severity
      ? ''
      : ` (${limit.side === 'BELOW' ? '<' : '>'} ${figure(limit.value)})`;
  return `${figure(value)} ${printable(kpi.unit)}${beyond}`;
}
