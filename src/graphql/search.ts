/** Finding things by a text, as people type it. */
import type { LocalizedText } from '../kpi/vocabulary.ts';

/** Whether the code or one of the names contains the text, whatever its case; anything does where none is given. */
export function matches(search: string | null | undefined, code: string, name: LocalizedText): boolean {
  const wanted = search?.trim().toLowerCase();
  return !wanted || [code, name.en, name.zh].some((it) => it.toLowerCase().includes(wanted));
}
