/**
 * What a KPI that is committed keeps beside the language: its examples show what is good, bad and without data, they are
 * complete, and it says where it comes from. A registration may do without; files for the product may not.
 */
import type { Problem } from '../kpi/admit.ts';
import type { Kpi } from '../kpi/kpi.ts';
import { scoreOf } from '../kpi/scoring.ts';
import type { Status } from '../kpi/vocabulary.ts';

/** Everything that an admitted KPI lacks. */
export function contractProblems(kpi: Kpi): Problem[] {
  return [
    ...examplesShow(kpi),
    ...examplesAreComplete(kpi),
    ...comesFromSomewhere(kpi),
    ...scoresFall(kpi),
  ].map((finding) => ({ source: kpi.source, ...finding }));
}

type Finding = Omit<Problem, 'source'>;

const NEEDED: readonly { statuses: Status[]; what: string }[] = [
  { statuses: ['OK'], what: 'a good value: status OK' },
  { statuses: ['WARNING', 'CRITICAL'], what: 'a bad value: status WARNING or CRITICAL' },
  { statuses: ['NO_DATA'], what: 'what happens without data: value null, status NO_DATA' },
];

function examplesShow({ definition: { examples } }: Kpi): Finding[] {
  const missing = NEEDED.filter(({ statuses }) => !examples.some((it) => statuses.includes(it.status)));
  return missing.map(({ what }) => ({ path: ['examples'], message: `needs an example of ${what}` }));
}

function examplesAreComplete({ definition: { examples }, allInputs }: Kpi): Finding[] {
  return examples.flatMap(({ inputs }, at) => {
    const missing = allInputs.filter((key) => !Object.hasOwn(inputs, key));
    if (missing.length === 0) return [];
    return [
      {
        path: ['examples', at, 'inputs'],
        message: `gives no value for ${missing.join(', ')} (null: not observed)`,
      },
    ];
  });
}

const comesFromSomewhere = ({ definition: { sources } }: Kpi): Finding[] =>
  sources.length > 0
    ? []
    : [
        {
          path: ['sources'],
          message: 'says where definition and limits come from; "judgement" is an answer',
        },
      ];

function scoresFall({ definition: { scoring }, limits }: Kpi): Finding[] {
  return limits.flatMap(({ side, severity, value }) => {
    const beyond = value + (side === 'BELOW' ? -1e-3 : 1e-3) * Math.max(1, Math.abs(value));
    if (scoreOf(scoring, beyond) < scoreOf(scoring, value)) return [];
    const message = `a value ${side.toLowerCase()} the ${severity} limit ${value} scores no worse than one at it`;
    return [{ path: ['scoring'], message }];
  });
}
