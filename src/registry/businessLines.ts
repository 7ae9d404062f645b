import type { LocalizedText } from '../kpi/vocabulary.ts';

/** A product line as it comes with the product; users may rename it or hang it under another one. */
export interface BuiltInLine {
  code: string;
  name: LocalizedText;
}

/**
 * The seven lines that exist from the first start on, without parents.
 * Only a start-up that finds a line missing adds it: what users changed is never overwritten.
 */
export const BUSINESS_LINES: readonly BuiltInLine[] = [
  { code: 'mobile', name: { en: 'Mobile', zh: '移动业务' } },
  { code: 'broadband', name: { en: 'Broadband', zh: '宽带' } },
  { code: 'fixed-voice', name: { en: 'Fixed voice', zh: '固定电话' } },
  { code: 'iptv', name: { en: 'IPTV', zh: '交互式电视' } },
  { code: 'enterprise', name: { en: 'Enterprise services', zh: '政企业务' } },
  { code: 'value-added', name: { en: 'Value-added services', zh: '增值业务' } },
  { code: 'roaming', name: { en: 'International roaming', zh: '国际漫游' } },
];
