import type { Words } from './language.ts';
import { printable } from './print.ts';

/** What the API says about one part of a scope. */
interface Named {
  code: string;
  name: string;
}

/** The scope of an answer. */
export interface Scope {
  operator: Named;
  businessLine: Named | null;
  orgUnit: Named | null;
}

/** What a query asks of a scope; it uses the variable `$locale`. */
export const SCOPE_FIELDS = `
  operator { code name(locale: $locale) }
  businessLine { code name(locale: $locale) }
  orgUnit { code name(locale: $locale) }`;

/** The scope for a heading: `China Mobile (china-mobile) · all lines · whole operator`. */
export function describeScope({ operator, businessLine, orgUnit }: Scope, words: Words): string {
  const line = businessLine ? described(businessLine) : words.allLines;
  return [described(operator), line, orgUnit ? described(orgUnit) : words.wholeOperator].join(' · ');
}

const described = ({ code, name }: Named): string => printable(name === code ? code : `${name} (${code})`);
