/** What a webhook tells of an event: everything that a receiver needs to act without asking back. */
import { grainById } from '../../kpi/grain.ts';
import { label, type Period, periodOf } from '../../kpi/period.ts';
import { severityById } from '../../kpi/status.ts';
import type { LimitSide, LocalizedText, Severity } from '../../kpi/vocabulary.ts';
import type { NoticeRow } from '../../store/notices.ts';

export interface CodeAndName {
  code: string;
  name: LocalizedText;
}

export interface PeriodTold extends Period {
  /** `2013-06-30`, `2013-W26`, `2013-06`, `2013-Q2` or `2013`. */
  label: string;
}

/** An event with its breach as it stands when the message is made. */
export interface Notice {
  event: {
    id: string;
    cursor: string;
    type: NoticeRow['type'];
    reason: string | null;
    note: string | null;
    by: string | null;
    at: Date;
    severity: Severity;
    value: number | null;
    period: PeriodTold;
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
  scope: { operator: CodeAndName; businessLine: CodeAndName | null; orgUnit: CodeAndName | null };
}

/** How things are named outside: the ids and cursors of the API. */
export interface Names {
  event(id: number): string;
  breach(id: number): string;
  cursor(sequence: number): string;
  /** This database, as a URI. */
  source: string;
}

/** The notice of a row. */
export function noticeOf(row: NoticeRow, names: Names): Notice {
  const { type, reason, note, by, at, value, state } = row;
  const period = (start: string): PeriodTold => {
    const found = periodOf(grainById(row.grain), start);
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
      severity: severityById(row.severity),
      period: period(row.start),
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
      within: row.within,
    },
    kpi: { code: row.kpi, name: { en: row.kpiEn, zh: row.kpiZh }, unit: row.unit },
    scope: {
      operator: { code: row.operator, name: { en: row.operatorEn, zh: row.operatorZh } },
      businessLine: named(row.line, row.lineEn, row.lineZh),
      orgUnit: named(row.orgUnit, row.orgUnitEn, row.orgUnitZh),
    },
  };
}

const named = (code: string | null, en: string | null, zh: string | null): CodeAndName | null =>
  code === null ? null : { code, name: { en: en!, zh: zh! } };
