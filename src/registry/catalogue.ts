/** The catalogue as a page to read: everything that the KPIs say of themselves, and nothing else. */
import type { InputDefinition } from '../kpi/input.ts';
import type { Kpi } from '../kpi/kpi.ts';
import { rhythmsOf } from '../kpi/rhythm.ts';
import type { Limit } from '../kpi/threshold.ts';
import { type BusinessProcess, DIMENSIONS, type Grain, PROCESSES } from '../kpi/vocabulary.ts';
import type { Registry } from './registry.ts';

/** The Markdown of `plugins/CATALOGUE.md`: the matrix with counts, then every KPI by process and dimension. */
export function catalogueMarkdown(registry: Registry): string {
  const { kpis, inputs } = registry;
  return (
    [
      '# The catalogue',
      `${kpis.length} KPIs over ${inputs.size} inputs. This page is written from the files beside it by \`npm run kpi docs\`; ` +
        'the sources are explained in [SOURCES.md](SOURCES.md).',
      matrix(kpis),
      ...PROCESSES.flatMap((process) => [`## ${words(process)}`, ...inProcess(kpis, process).map(block)]),
      '## Inputs',
      'What is recorded. It comes as often as the rhythm says, which is that of the finest KPI that reads it; values are 0 or more, ' +
        'but for points. A part is on no day, line and unit more than what it is a part of.',
      inputTable(registry),
    ].join('\n\n') + '\n'
  );
}

function matrix(kpis: readonly Kpi[]): string {
  const row = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const counts = (some: readonly Kpi[]): number[] => [
    ...DIMENSIONS.map((dimension) => some.filter((kpi) => kpi.definition.dimension === dimension).length),
    some.length,
  ];
  return [
    row(['process', ...DIMENSIONS.map((dimension) => words(dimension).toLowerCase()), 'all']),
    row(['---', '---:', '---:', '---:', '---:']),
    ...PROCESSES.map((process) => row([linkTo(process), ...counts(inProcess(kpis, process))])),
    row(['all', ...counts(kpis)]),
  ].join('\n');
}

function inputTable({ kpis, inputs }: Registry): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rhythms = rhythmsOf(kpis);
  const all = [...inputs.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return [
    row(['input', 'name', 'unit', 'rhythm', 'over days; places', 'plausible']),
    row(['---', '---', '---', '---', '---', '---']),
    ...all.map((it) =>
      row([
        `\`${it.key}\``,
        `${it.name.en} · ${it.name.zh}`,
        it.unit,
        EVERY[it.rhythm ?? rhythms.get(it.key) ?? 'DAY'],
        `${it.timeAggregation}; ${it.spaceAggregation}`.toLowerCase(),
        plausible(it),
      ]),
    ),
  ].join('\n');
}

function plausible({ minimum, whole, partOf, mostTimes }: InputDefinition): string {
  return [
    ...(minimum === undefined ? [] : [`${minimum} or more`]),
    ...(whole ? ['whole numbers'] : []),
    ...(partOf ? [`part of \`${partOf}\``] : []),
    ...(mostTimes ? [`at most ${mostTimes} times what came before`] : []),
  ].join(', ');
}

function inProcess(kpis: readonly Kpi[], process: BusinessProcess): Kpi[] {
  const place = ({ definition }: Kpi): string =>
    `${DIMENSIONS.indexOf(definition.dimension)} ${definition.code}`;
  return kpis
    .filter((kpi) => kpi.definition.process === process)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

function block({ definition, limits, derivedFrom }: Kpi): string {
  const { name, code, description, dimension, lifecycleStage, cadence, unit, weight } = definition;
  const facts = [dimension, lifecycleStage].map((word) => words(word).toLowerCase());
  return [
    `### ${name.en} · ${name.zh}`,
    [`\`${code}\``, ...facts, EVERY[cadence], unit, `weight ${weight}`].join(' · '),
    description,
    `    ${definition.formula}`,
    [
      `- ${limits.map(limitText).join(', ')}`,
      ...optional(
        'Constants',
        Object.entries(definition.parameters).map(([key, value]) => `\`${key}\` = ${value}`),
      ),
      ...optional(
        'Derived from',
        derivedFrom.map((below) => `\`${below}\``),
      ),
      ...optional('Lines', definition.businessLines),
      ...optional('Not judged below', definition.minimumSample ? [sampleText(definition.minimumSample)] : []),
      ...optional(
        'Not judged with less of its data than',
        definition.minimumCoverage === undefined ? [] : [`${100 * definition.minimumCoverage} %`],
      ),
      ...definition.sources.map(({ reference, says }) => `- **${reference}**: ${says}`),
    ].join('\n'),
  ].join('\n\n');
}

const EVERY: Record<Grain, string> = {
  DAY: 'daily',
  WEEK: 'weekly',
  MONTH: 'monthly',
  QUARTER: 'quarterly',
  YEAR: 'yearly',
};

const limitText = ({ severity, side, value }: Limit): string => `${severity} ${side.toLowerCase()} ${value}`;

const sampleText = ({ input, count }: { input: string; count: number }): string => `${count} \`${input}\``;

const optional = (label: string, parts: readonly string[]): string[] =>
  parts.length === 0 ? [] : [`- ${label}: ${parts.join(', ')}`];

/** `MARKETING_AND_TARIFFS` → `Marketing and tariffs`. */
function words(constant: string): string {
  const text = constant.toLowerCase().replaceAll('_', ' ');
  return (text[0]!.toUpperCase() + text.slice(1)).replace(/^It\b/, 'IT');
}

const linkTo = (process: BusinessProcess): string =>
  `[${words(process)}](#${process.toLowerCase().replaceAll('_', '-')})`;
