/** Where something happened, as messages tell it. */
import type { LocalizedText } from '../../kpi/vocabulary.ts';

/** Something with a code, by its names. */
export interface CodeAndName {
  code: string;
  name: LocalizedText;
}

/** A scope: null where it is all lines, or the operator as a whole. */
export interface ScopeTold {
  operator: CodeAndName;
  businessLine: CodeAndName | null;
  orgUnit: CodeAndName | null;
}

/** What a row tells of something that may not be there. */
export const named = (code: string | null, en: string | null, zh: string | null): CodeAndName | null =>
  code === null ? null : { code, name: { en: en!, zh: zh! } };

/** The names of a scope, the operator first. */
export function placeInWords({ operator, businessLine, orgUnit }: ScopeTold): LocalizedText {
  const parts = [operator, businessLine, orgUnit].filter((it) => it !== null);
  const joined = (locale: 'en' | 'zh') => parts.map(({ name }) => name[locale]).join(' / ');
  return { en: joined('en'), zh: joined('zh') };
}
