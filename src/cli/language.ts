import type { BusinessProcess, Dimension, Locale, Status } from '../kpi/vocabulary.ts';
import type { Environment } from './io.ts';

/** The words of the tables in one language. */
export interface Words {
  process: Record<BusinessProcess, string>;
  dimension: Record<Dimension, string>;
  status: Record<Status, string>;
  index: string;
  coverage: string;
  dataCoverage: string;
  score: string;
  value: string;
  unit: string;
  statusHead: string;
  processHead: string;
  dimensionHead: string;
  grainHead: string;
  period: string;
  name: string;
  code: string;
  warning: string;
  critical: string;
  wholeOperator: string;
  allLines: string;
  incomplete: string;
  /** Of a figure that lacks some of its data. */
  lacking(share: string): string;
  nothingToReport: string;
  withoutData(count: number): string;
  definitions(count: number): string;
  problem: string;
  where: string;
  problemState: Record<'OPEN' | 'RESOLVED', string>;
  problems(count: number): string;
  /** Of a figure without data, or that lacks some: the latest day that was reported. */
  lastReported(day: string): string;
  neverReported: string;
  likeForLike(difference: string, kpis: number, from: string, to: string): string;
}

const EN: Words = {
  process: {
    NETWORK: 'Network',
    IT_SUPPORT: 'IT support',
    MARKETING_AND_TARIFFS: 'Marketing and tariffs',
    BUSINESS_HALLS: 'Business halls',
    HOTLINE: 'Hotline',
    DIGITAL_CHANNELS: 'Digital channels',
    VALUE_ADDED_SERVICES: 'Value-added services',
    COMPLAINT_HANDLING: 'Complaint handling',
    RETENTION_AND_LOYALTY: 'Retention and loyalty',
  },
  dimension: { PERCEPTION: 'Perception', COMPLAINT: 'Complaint', OPERATIONS: 'Operations' },
  status: {
    OK: 'OK',
    WARNING: 'WARNING',
    CRITICAL: 'CRITICAL',
    NO_DATA: 'NO DATA',
    INSUFFICIENT_SAMPLE: 'SMALL SAMPLE',
    INCOMPLETE: 'INCOMPLETE',
  },
  index: 'Index',
  coverage: 'Coverage',
  dataCoverage: 'Data',
  score: 'Score',
  value: 'Value',
  unit: 'Unit',
  statusHead: 'Status',
  processHead: 'Process',
  dimensionHead: 'Dimension',
  grainHead: 'Cadence',
  period: 'Period',
  name: 'Name',
  code: 'Code',
  warning: 'Warning',
  critical: 'Critical',
  wholeOperator: 'whole operator',
  allLines: 'all lines',
  incomplete: 'still filling',
  lacking: (share) => `${share} of its data`,
  nothingToReport: 'No KPI is beyond a limit or has too small a sample.',
  withoutData: (count) => `${count} ${count === 1 ? 'KPI' : 'KPIs'} without data (--all lists them)`,
  definitions: (count) => `${count} ${count === 1 ? 'KPI' : 'KPIs'}`,
  problem: 'Problem',
  where: 'Where',
  problemState: { OPEN: 'OPEN', RESOLVED: 'RESOLVED' },
  problems: (count) => `${count} data ${count === 1 ? 'problem' : 'problems'}`,
  lastReported: (day) => `data until ${day}`,
  neverReported: 'never reported',
  likeForLike: (difference, kpis, from, to) =>
    `Like for like ${difference} (${kpis} ${kpis === 1 ? 'KPI' : 'KPIs'} that have a score on both sides, against ${from} to ${to})`,
};

const ZH: Words = {
  process: {
    NETWORK: '网络',
    IT_SUPPORT: 'IT支撑',
    MARKETING_AND_TARIFFS: '营销与资费',
    BUSINESS_HALLS: '营业厅',
    HOTLINE: '热线',
    DIGITAL_CHANNELS: '电子渠道',
    VALUE_ADDED_SERVICES: '增值业务',
    COMPLAINT_HANDLING: '投诉处理',
    RETENTION_AND_LOYALTY: '维系与忠诚度',
  },
  dimension: { PERCEPTION: '感知', COMPLAINT: '投诉', OPERATIONS: '运营' },
  status: {
    OK: '正常',
    WARNING: '预警',
    CRITICAL: '严重',
    NO_DATA: '无数据',
    INSUFFICIENT_SAMPLE: '样本不足',
    INCOMPLETE: '数据不全',
  },
  index: '服务质量指数',
  coverage: '覆盖率',
  dataCoverage: '数据完整率',
  score: '得分',
  value: '数值',
  unit: '单位',
  statusHead: '状态',
  processHead: '流程',
  dimensionHead: '维度',
  grainHead: '周期',
  period: '时间',
  name: '名称',
  code: '代码',
  warning: '预警线',
  critical: '严重线',
  wholeOperator: '全网',
  allLines: '全部业务',
  incomplete: '数据未齐',
  lacking: (share) => `数据只到 ${share}`,
  nothingToReport: '没有越限或样本不足的指标。',
  withoutData: (count) => `${count} 个指标无数据（--all 可列出）`,
  definitions: (count) => `${count} 个指标`,
  problem: '问题',
  where: '范围',
  problemState: { OPEN: '未解决', RESOLVED: '已解决' },
  problems: (count) => `${count} 个数据问题`,
  lastReported: (day) => `数据截至 ${day}`,
  neverReported: '从未上报',
  likeForLike: (difference, kpis, from, to) =>
    `同口径 ${difference}（两期均有得分的 ${kpis} 个指标，对比 ${from} 至 ${to}）`,
};

/** The word for a value of an enum; a value that is newer than this program stays as it is. */
export const wordFor = (words: Record<string, string>, value: string): string =>
  Object.hasOwn(words, value) ? (words[value] ?? value) : value;

/** The words for a language. */
export const wordsIn = (locale: Locale): Words => (locale === 'ZH' ? ZH : EN);

/** The language that was asked for, or else that of the system: Chinese for `zh_CN.UTF-8` and the like, English otherwise. */
export function localeOf(asked: Locale | undefined, env: Environment): Locale {
  const system = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return asked ?? (system.toLowerCase().startsWith('zh') ? 'ZH' : 'EN');
}
