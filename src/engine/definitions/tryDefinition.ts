/** A definition at the door, beside everything that is registered already: what the registry would be, or what is wrong. */
import { code } from '../../kpi/fields.ts';
import type { Kpi } from '../../kpi/kpi.ts';
import type { Problem as AdmissionProblem } from '../../kpi/problem.ts';
import { fieldOf } from '../../registry/fieldOf.ts';
import { nameOf } from '../../registry/literals.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Invalid, Problem } from '../../world/outcome.ts';
import { registryWith } from '../../world/plugins.ts';
import { unknownCode } from '../../world/scope.ts';
import type { World } from '../../world/world.ts';

/** The code that an unchecked definition claims; `?` where it is no text. */
export const codeOf = (literal: unknown): string => nameOf(literal, 'code');

/** A definition that could be registered. */
export interface Tried {
  registry: Registry;
  kpi: Kpi;
}

/**
 * The registry with the definition in it, in place of a registered one of its code, or every problem: of the definition itself, and of
 * registered ones that could not stay beside it. Pure; a code of a plugin is a problem too.
 */
export function tryDefinition(world: World, literal: unknown): Tried | Invalid {
  const own = codeOf(literal);
  const { kpis, inputs } = world.registered;
  const others = kpis.filter((it) => codeOf(it) !== own);
  const registry = registryWith(world.plugins, { kpis: [...others, literal], inputs });
  const known = new Set(world.registry.skipped.map((it) => it.source));
  const kpi = registry.byCode.get(own);
  const its = [
    ...registry.skipped.filter(({ source }) => source === sourceOf(own)),
    ...unknownLines(world, literal),
    ...retiredBelow(world, kpi),
  ];
  // Where it has problems of its own, those that read it only have the consequences.
  const problems = its.length > 0 ? its : registry.skipped.filter(({ source }) => !known.has(source));
  return problems.length > 0 || !kpi ? invalid(problems, own) : { registry, kpi };
}

const sourceOf = (own: string): string => `registered#${own}`;

/** A longer list is a problem of its own. */
const MOST_LINES = 100;

/** Plugins may name lines that come later; whoever registers sees those that there are. */
function unknownLines({ reference }: World, literal: unknown): AdmissionProblem[] {
  const lines = fieldOf(literal, 'businessLines');
  return (Array.isArray(lines) ? lines.slice(0, MOST_LINES) : []).flatMap((line: unknown, at) => {
    if (!code.safeParse(line).success || reference.lines.has(line as string)) return [];
    const message = unknownCode('business line', line as string, reference.lines.keys());
    return [problemOf(literal, ['businessLines', at], message)];
  });
}

function retiredBelow(world: World, kpi: Kpi | undefined): AdmissionProblem[] {
  const retired = (kpi?.derivedFrom ?? []).filter((below) => world.kpi(below)?.retired);
  return retired.map((below) =>
    problemOf(kpi!.definition, ['formula'], `reads "${below}", which is retired`),
  );
}

const problemOf = (literal: unknown, path: AdmissionProblem['path'], message: string): AdmissionProblem => ({
  source: sourceOf(codeOf(literal)),
  path,
  message,
});

function invalid(problems: readonly AdmissionProblem[], own: string): Invalid {
  const told: Problem[] = problems.map(({ source, path, message }) =>
    source === sourceOf(own)
      ? { path: path.map(String), message }
      : {
          path: ['code'],
          message: `with this definition ${source.replace('registered#', '')} could not stay: ${message}`,
        },
  );
  const count = told.length === 1 ? 'a problem' : `${told.length} problems`;
  return {
    outcome: 'invalid',
    message: `${count} with this definition; nothing was registered`,
    problems: told,
  };
}
