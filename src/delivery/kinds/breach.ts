/** The kind BREACH: a KPI is beyond a limit, more or less so, or no more. */
import { grainById } from '../../kpi/grain.ts';
import { label, type Period, periodOf } from '../../kpi/period.ts';
import { severityById } from '../../kpi/status.ts';
import type { Grain, LimitSide, Severity } from '../../kpi/vocabulary.ts';
import { type BreachEvent, isBreachEvent } from '../../store/breachEvents.ts';
import { breachNotices, type NoticeRow } from '../../store/breachNotices.ts';
import { criteriaOf, type BreachFacts, passes } from '../criteria.ts';
import type { EventKind, Told } from './kind.ts';
import type { Names, Notice } from './notice.ts';
import { type CodeAndName, named, placeInWords, type ScopeTold } from './scopeTold.ts';

/** How breaches are told. */
export const BREACHES: EventKind = {
  passes: (filter, known) => {
    const judge = passes(criteriaOf(filter, known), known.reference.sight);
    return (event) => isBreachEvent(event) && judge(factsOf(event));
  },
  told: async (db, eventIds, names) => (await breachNotices(db, eventIds)).map((row) => toldOf(row, names)),
};

/** What of an event filters ask for. */
export const factsOf = ({ operatorId, placeId, lineId, payload }: BreachEvent): BreachFacts => ({
  operatorId,
  placeId,
  lineId,
  kpiId: payload.kpiId,
  severity: payload.severity,
  state: payload.state,
  reason: payload.reason,
  within: payload.within,
  history: payload.history,
});

function toldOf(row: NoticeRow, names: Names): Told {
  const { eventId, breachId, operatorId, placeId, lineId, state, payload } = row;
  return {
    eventId,
    notice: noticeOf(dataOf(row, names)),
    breach: {
      id: breachId,
      kpiId: payload.kpiId,
      operatorId,
      placeId,
      lineId,
      severity: severityById(row.breachSeverity),
      state,
    },
  };
}

/** The notice that data make. */
export const noticeOf = (data: BreachData): Notice => ({
  id: data.event.id,
  type: `breach.${data.event.type.toLowerCase()}`,
  subject: data.breach.id,
  at: data.event.at,
  data,
  lines: linesOf(data),
  gravity: gravityOf(data),
});

interface PeriodTold extends Period {
  /** `2013-06-30`, `2013-W26`, `2013-06`, `2013-Q2` or `2013`. */
  label: string;
}

/** An event with its breach as it stands when the message is made: what programs are sent. */
export interface BreachData {
  event: {
    id: string;
    cursor: string;
    type: NoticeRow['type'];
    reason: NoticeRow['payload']['reason'];
    note: string | null;
    by: string | null;
    at: Date;
    severity: Severity;
    value: number | null;
    period: PeriodTold;
    /** Whether it tells of the past. */
    history: boolean;
    /** Which share of what is expected the measurement was made of, 0 to 1. */
    coverage: number;
    /** Of how many periods of the KPI's rhythm that is a share; null where nothing is missing. */
    expected: { rhythm: Grain; periods: number } | null;
  };
  breach: {
    id: string;
    state: NoticeRow['state'];
    retracted: boolean;
    severity: Severity;
    value: number;
    limit: { severity: Severity; side: LimitSide; value: number };
    firstPeriod: PeriodTold;
    lastPeriod: PeriodTold;
    openedAt: Date;
    acknowledgedAt: Date | null;
    acknowledgedBy: string | null;
    resolvedAt: Date | null;
    /** Whether a wider scope of the same KPI is breaching too. */
    within: boolean;
  };
  kpi: CodeAndName & { unit: string };
  scope: ScopeTold;
}

function dataOf(row: NoticeRow, names: Names): BreachData {
  const { type, at, state } = row;
  const { grain, reason, note, by, value, severity: then, start, within, history } = row.payload;
  const { coverage = 1, rhythm, periods } = row.payload;
  const period = (first: string): PeriodTold => {
    const found = periodOf(grainById(grain), first);
    return { ...found, label: label(found) };
  };
  const severity = severityById(row.breachSeverity);
  return {
    event: {
      id: names.event(row.eventId),
      cursor: names.cursor(row.sequence),
      type,
      reason,
      note,
      by,
      at,
      value,
      severity: then,
      period: period(start),
      history,
      coverage,
      expected: rhythm === undefined || periods === undefined ? null : { rhythm: grainById(rhythm), periods },
    },
    breach: {
      id: names.breach(row.breachId),
      state,
      retracted: row.retracted,
      severity,
      value: row.breachValue,
      limit: { severity, side: row.limitSide, value: row.limitValue },
      firstPeriod: period(row.firstStart),
      lastPeriod: period(row.lastStart),
      openedAt: row.openedAt,
      acknowledgedAt: row.acknowledgedAt,
      acknowledgedBy: row.acknowledgedBy,
      resolvedAt: row.resolvedAt,
      within,
    },
    kpi: { code: row.kpi, name: { en: row.kpiEn, zh: row.kpiZh }, unit: row.unit },
    scope: {
      operator: { code: row.operator, name: { en: row.operatorEn, zh: row.operatorZh } },
      businessLine: named(row.line, row.lineEn, row.lineZh),
      orgUnit: named(row.orgUnit, row.orgUnitEn, row.orgUnitZh),
    },
  };
}

/** What people are told, in both languages. */
function linesOf(data: BreachData): string[] {
  const { event, kpi } = data;
  const place = placeInWords(data.scope);
  const lines = [
    headlineOf(data),
    `${kpi.name.en} · ${kpi.name.zh}`,
    `${place.en} · ${place.zh}`,
    figuresOf(data),
  ];
  return event.note ? [...lines, event.note] : lines;
}

function headlineOf({ event, breach }: BreachData): string {
  const why = event.reason === null ? '' : REASONS[event.reason];
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

function figuresOf({ event, breach: { limit }, kpi: { unit } }: BreachData): string {
  const value = event.value === null ? '' : `: ${figure(event.value, unit)}`;
  const [en, zh] = limit.side === 'BELOW' ? ['min.', '下限'] : ['max.', '上限'];
  return `${event.period.label}${value} (${en} · ${zh} ${figure(limit.value, unit)})${shareOf(event)}`;
}

/** `, 24 of 30 days · 30 天中的 24 天` where something is missing; a share that is no whole number of them in percent. */
function shareOf({ coverage, expected }: BreachData['event']): string {
  if (expected === null) return '';
  const { periods, rhythm } = expected;
  const [en, zh] = RHYTHMS[rhythm];
  const there = coverage * periods;
  const isWhole = Math.abs(there - Math.round(there)) < 1e-6;
  const share = isWhole ? String(Math.round(there)) : `${Math.floor(100 * coverage)} %`;
  return `, ${share} of ${periods} ${en} · ${periods} ${zh}中的 ${share}${isWhole ? ` ${zh}` : ''}`;
}

const RHYTHMS: Record<Grain, readonly [en: string, zh: string]> = {
  DAY: ['days', '天'],
  WEEK: ['weeks', '周'],
  MONTH: ['months', '个月'],
  QUARTER: ['quarters', '个季度'],
  YEAR: ['years', '年'],
};

/** Six significant digits are more than anybody reads in a chat. */
function figure(value: number, unit: string): string {
  const digits = String(Number(value.toPrecision(6)));
  return unit === 'percent' ? `${digits} %` : `${digits} ${unit.replaceAll('-', ' ')}`;
}

/** The widest and gravest openings first, then everything else. */
function gravityOf({ event, breach }: BreachData): number {
  if (event.type !== 'OPENED' && event.type !== 'ESCALATED') return 4;
  return (event.severity === 'CRITICAL' ? 0 : 2) + (breach.within ? 1 : 0);
}
