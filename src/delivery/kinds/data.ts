/** The kind DATA: data of an input is missing, stopped coming or is implausible, or is so no more. */
import type { DataProblemKind } from '../../kpi/dataProblem.ts';
import type { LocalizedText } from '../../kpi/vocabulary.ts';
import { type DataNoticeRow, dataNotices, isDataEvent } from '../../store/dataProblems.ts';
import { type BreachFilter, criteriaOf, type Known, standsWithin } from '../criteria.ts';
import { problemInWords } from './dataWords.ts';
import type { EventKind, Told } from './kind.ts';
import type { Names, Notice } from './notice.ts';
import { type CodeAndName, named, placeInWords, type ScopeTold } from './scopeTold.ts';

/** How data problems are told. Of a filter its scopes hold, its KPIs by the inputs that they read, and whether of the past. */
export const DATA_PROBLEMS: EventKind = {
  passes: (filter, known) => {
    const isThere = standsWithin(criteriaOf(filter, known), known.reference.sight);
    const inputs = inputsOf(filter, known);
    const { history = null } = filter;
    return (event) =>
      isDataEvent(event) &&
      isThere(event) &&
      (inputs === null || inputs.has(event.payload.inputId)) &&
      (history === null || history === event.payload.history);
  },
  told: async (db, eventIds, names) =>
    (await dataNotices(db, eventIds)).map((row): Told => ({
      eventId: row.eventId,
      notice: noticeOf(row, names),
      breach: null,
    })),
};

/** The ids of the inputs that the KPIs of a filter read; null where it asks for none in particular. */
function inputsOf(filter: BreachFilter, known: Known): Set<number> | null {
  const { kpiIds } = criteriaOf(filter, known);
  if (kpiIds === null) return null;
  const asked = new Set(kpiIds);
  const keys = known.kpis.filter((it) => asked.has(it.id)).flatMap((it) => it.kpi.allInputs);
  return new Set(keys.flatMap((key) => known.reference.inputs.get(key)?.id ?? []));
}

/** An event with its problem as it stands when the message is made: what programs are sent. */
export interface DataTold {
  event: { id: string; cursor: string; type: DataNoticeRow['type']; at: Date; history: boolean };
  problem: {
    id: string;
    kind: DataProblemKind;
    state: 'OPEN' | 'RESOLVED';
    from: string;
    /** Null: it lasts. */
    to: string | null;
    openedAt: Date;
    resolvedAt: Date | null;
  };
  input: CodeAndName;
  /** The input that it is more than. */
  whole: CodeAndName | null;
  scope: ScopeTold;
}

function noticeOf(row: DataNoticeRow, names: Names): Notice {
  const { eventId, id, kind, type, at, payload } = row;
  const data: DataTold = {
    event: {
      id: names.dataEvent(eventId),
      cursor: names.cursor(row.sequence),
      type,
      at,
      history: payload.history,
    },
    problem: {
      id: names.problem(id),
      kind,
      state: row.resolvedAt === null ? 'OPEN' : 'RESOLVED',
      from: row.from,
      to: row.to,
      openedAt: row.openedAt,
      resolvedAt: row.resolvedAt,
    },
    input: { code: row.input, name: { en: row.inputEn, zh: row.inputZh } },
    whole: named(row.whole, row.wholeEn, row.wholeZh),
    scope: {
      operator: { code: row.operator, name: { en: row.operatorEn, zh: row.operatorZh } },
      businessLine: named(row.line, row.lineEn, row.lineZh),
      orgUnit: named(row.orgUnit, row.orgUnitEn, row.orgUnitZh),
    },
  };
  const { input, scope } = data;
  const words = problemInWords({ kind, from: payload.from, to: payload.to, whole: data.whole?.name ?? null });
  return {
    id: data.event.id,
    type: `data.${kind.toLowerCase()}${type === 'RESOLVED' ? '.resolved' : ''}`,
    subject: data.problem.id,
    at,
    data,
    lines: [headlineOf(row), both(input.name), both(placeInWords(scope)), both(words)],
    gravity: type === 'OPENED' ? 3 : 4,
  };
}

const both = ({ en, zh }: LocalizedText): string => `${en} · ${zh}`;

function headlineOf({ kind, type, payload }: DataNoticeRow): string {
  if (type === 'OPENED') return OPENED[kind];
  return payload.goesOn ? '⚫ Goes on: no longer reported · 持续缺失，转为停止上报' : RESOLVED[kind];
}

const OPENED: Record<DataProblemKind, string> = {
  MISSING: '⚪ Data missing · 数据缺失',
  STOPPED: '⚫ Data no longer reported · 停止上报',
  IMPLAUSIBLE: '🟣 Data implausible · 数据异常',
};
const RESOLVED: Record<DataProblemKind, string> = {
  MISSING: '🟢 Data no longer missing · 数据缺失已消除',
  STOPPED: '🟢 No longer stopped · 停止上报已消除',
  IMPLAUSIBLE: '🟢 Data no longer implausible · 数据异常已消除',
};
