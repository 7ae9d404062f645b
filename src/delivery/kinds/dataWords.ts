/** What is said of data problems, in both languages: in lists of the API and in messages. */
import type { DataProblemKind } from '../../kpi/dataProblem.ts';
import type { LocalizedText } from '../../kpi/vocabulary.ts';

/** What of a problem is said. */
export interface ProblemInWords {
  kind: DataProblemKind;
  from: string;
  /** Null: it lasts. */
  to: string | null;
  /** The input that it is more than; null where it is many times what came before. */
  whole: LocalizedText | null;
}

/** When it is: `2026-11-20`, `2026-11-20 to 2026-11-22`, `since 2026-11-20`. */
function whenOf({ from, to }: ProblemInWords): LocalizedText {
  if (to === null) return { en: `since ${from}`, zh: `自 ${from} 起` };
  return from === to ? { en: from, zh: from } : { en: `${from} to ${to}`, zh: `${from} 至 ${to}` };
}

/** What is wrong and when, without the input's name: `missing, 2026-11-20 to 2026-11-22`. */
export function problemInWords(it: ProblemInWords): LocalizedText {
  const when = whenOf(it);
  const { en, zh } = whatIsWrong(it);
  return { en: `${en}, ${when.en}`, zh: `${zh}，${when.zh}` };
}

function whatIsWrong({ kind, whole }: ProblemInWords): LocalizedText {
  if (kind === 'MISSING') return { en: 'missing', zh: '数据缺失' };
  if (kind === 'STOPPED') return { en: 'no longer reported', zh: '停止上报' };
  return whole
    ? { en: `more than "${whole.en}", of which it is a part`, zh: `大于其所属的“${whole.zh}”` }
    : { en: 'many times what was reported before', zh: '远高于此前上报的水平' };
}
