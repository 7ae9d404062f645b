/**
 * The operators and districts of the sample. All are invented, and every name says so; the seven business lines come with
 * the product and are not defined again.
 */
import type { LocalizedText } from '../kpi/vocabulary.ts';

/** The form of the schema's `DefineReferenceDataInput`. */
export interface SampleReference {
  operators: { code: string; name: LocalizedText; isOwn: boolean }[];
  orgUnits: { code: string; operator: string; name: LocalizedText; parent: null }[];
}

export const OWN_OPERATOR = 'lanwan-telecom';
export const RIVALS = ['star-river-mobile', 'spruce-communications'] as const;

/** The thirteen districts of the city branch with their share of its customers, in percent. */
export const DISTRICTS = [
  { code: 'old-town', en: 'Old Town', zh: '老城区', customers: 13 },
  { code: 'riverside', en: 'Riverside', zh: '滨河区', customers: 12 },
  { code: 'harbour', en: 'Harbour', zh: '港湾区', customers: 11 },
  { code: 'university-city', en: 'University City', zh: '学府区', customers: 10 },
  { code: 'east-gate', en: 'East Gate', zh: '东门区', customers: 9 },
  { code: 'lakeside', en: 'Lakeside', zh: '湖畔区', customers: 8 },
  { code: 'technology-park', en: 'Technology Park', zh: '科创区', customers: 8 },
  { code: 'north-gate', en: 'North Gate', zh: '北门区', customers: 7 },
  { code: 'airport', en: 'Airport', zh: '空港区', customers: 6 },
  { code: 'orchard', en: 'Orchard', zh: '果园区', customers: 5.5 },
  { code: 'lighthouse', en: 'Lighthouse', zh: '灯塔区', customers: 4.5 },
  { code: 'foothill', en: 'Foothill', zh: '山麓区', customers: 3.5 },
  { code: 'islands', en: 'Islands', zh: '群岛区', customers: 2.5 },
] as const;

export type District = (typeof DISTRICTS)[number]['code'];

/** One own operator with its districts, and two rivals of which only national totals are known. */
export function sampleReference(): SampleReference {
  return {
    operators: [
      { code: OWN_OPERATOR, name: labelled('Lanwan Telecom', '澜湾电信'), isOwn: true },
      { code: RIVALS[0], name: labelled('Star River Mobile', '星河移动'), isOwn: false },
      { code: RIVALS[1], name: labelled('Spruce Communications', '云杉通信'), isOwn: false },
    ],
    orgUnits: DISTRICTS.map(({ code, en, zh }) => ({
      code,
      operator: OWN_OPERATOR,
      name: labelled(`${en} District`, zh),
      parent: null,
    })),
  };
}

function labelled(en: string, zh: string): LocalizedText {
  return { en: `${en} (sample)`, zh: `${zh}（示例）` };
}
