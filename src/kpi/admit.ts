/**
 * The one door: whatever wants to be a KPI, from a plugin file, a package, a row or a registration, comes through here and
 * is a `Kpi` afterwards, or is refused with every problem at once. Behind the door nobody checks again.
 */
import { assemble, type Parts } from './assemble.ts';
import { type Candidate, type Draft, draftOf } from './draft.ts';
import { checkExamples, checkHasExampleWithoutData } from './examples.ts';
import { MONTH_DAYS, reserved } from './functions.ts';
import type { InputDefinition } from './input.ts';
import type { Kpi, Operand } from './kpi.ts';
import { cycleThrough, dependencyOrder } from './order.ts';
import type { Finding, Problem } from './problem.ts';
import { type Names, resolve, spellingOf } from './resolve.ts';
import { ORIGINS } from './vocabulary.ts';

export type { Candidate, Problem };

/** What a candidate may refer to, besides other candidates. */
export interface Known {
  inputs: Iterable<Pick<InputDefinition, 'key'>>;
  /** The codes of all business lines; omitted, lines are not checked. */
  businessLines?: Iterable<string> | undefined;
}

/** The KPIs that may be used, each after those that it reads, and everything that is wrong with the others. */
export interface Admission {
  kpis: Kpi[];
  problems: Problem[];
}

/**
 * Admits candidates together, since they may read each other. A problem excludes its candidate and those derived from it,
 * and no others. Of two that claim one name the built-in one keeps it, then the package's, then the earlier. Examples are
 * computed; files and packages must bring one without data, while a registration may leave them out. Never throws.
 */
export function admit(candidates: readonly Candidate[], known: Known): Admission {
  const drafts = candidates.map(draftOf);
  const names: Names = {
    inputs: new Set(Array.from(known.inputs, (input) => input.key)),
    kpis: new Map(),
    businessLines: known.businessLines ? new Set(known.businessLines) : null,
  };
  const named = { ...names, kpis: claimNames(drafts, names) };
  for (const draft of drafts) resolve(draft, named);
  const kpis = admitInOrder(drafts, named);
  return { kpis, problems: drafts.flatMap(problemsOf) };
}

/** Who is called what in formulas. A name that is taken already is a problem of the one that comes later. */
function claimNames(drafts: readonly Draft[], { inputs }: Names): Map<string, Draft> {
  const kpis = new Map<string, Draft>();
  for (const draft of drafts.toSorted(byOrigin)) {
    const name = spellingOf(draft);
    if (name === null) continue;
    const owner = kpis.get(name);
    if (name === MONTH_DAYS)
      refuse(
        draft,
        'code',
        `formulas would call this KPI "${name}", which is ${reserved(name)}; choose another code`,
      );
    else if (inputs.has(name))
      refuse(draft, 'code', `formulas would call this KPI "${name}", which is an input; choose another code`);
    else if (owner) refuse(draft, 'code', taken(draft, owner));
    else kpis.set(name, draft);
  }
  return kpis;
}

const byOrigin = (a: Draft, b: Draft): number =>
  ORIGINS.indexOf(a.candidate.origin) - ORIGINS.indexOf(b.candidate.origin);

function taken(draft: Draft, owner: Draft): string {
  const both = `defined by ${placeOf(owner)} and by ${placeOf(draft)}`;
  if (draft.code === owner.code) return `"${draft.code}" is ${both}; remove or rename one of them`;
  return `"${draft.code}" and "${owner.code}", ${both}, have one name in formulas, "${spellingOf(draft)}"; rename one of them`;
}

const placeOf = ({ candidate }: Draft): string => `${candidate.source} (${candidate.origin})`;

function admitInOrder(drafts: readonly Draft[], { kpis }: Names): Kpi[] {
  const owners = new Map([...kpis.values()].map((draft) => [draft.code, draft]));
  const readBy = (draft: Draft): Draft[] =>
    (draft.operands ?? []).filter(({ kind }) => kind === 'kpi').map(({ name }) => owners.get(name)!);
  const { ordered, rest } = dependencyOrder(drafts, readBy);
  const admitted = new Map<string, Kpi>();
  for (const draft of ordered) admitOne(draft, readBy(draft), admitted);
  for (const draft of rest) {
    const cycle = cycleThrough(draft, readBy);
    if (cycle)
      refuse(draft, 'formula', `is derived from itself: ${cycle.map(({ code }) => code).join(' → ')}`);
    else admitOne(draft, readBy(draft), admitted);
  }
  return [...admitted.values()];
}

/** Admits a draft whose KPIs below had their turn. Examples are computed even where something else is wrong. */
function admitOne(draft: Draft, reads: readonly Draft[], admitted: Map<string, Kpi>): void {
  const missing = reads.filter(({ code }) => !admitted.has(code!));
  for (const { code } of missing)
    refuse(draft, 'formula', `reads "${code}", which has problems of its own; mend that first`);
  const { candidate, definition, formula, operands, findings } = draft;
  if (missing.length > 0 || !definition || !formula || !operands) return;
  const { kpi, wrong } = made({ candidate, definition, formula, operands }, reads, admitted);
  findings.push(...wrong);
  if (candidate.origin !== 'REGISTERED') findings.push(...checkHasExampleWithoutData(kpi));
  if (findings.length === 0) admitted.set(definition.code, kpi);
}

/** What a candidate was made into, and what is wrong with its examples. */
interface Made {
  kpi: Kpi;
  wrong: Finding[];
  /** The KPIs that it reads, in the order of its operands. */
  below: Kpi[];
}

const madeBefore = new WeakMap<Candidate, Made>();

/** The KPI, the same one as before where its names mean the same: hashes and examples are most of the work. */
function made(parts: Parts, reads: readonly Draft[], admitted: ReadonlyMap<string, Kpi>): Made {
  const below = reads.map(({ code }) => admitted.get(code!)!);
  const before = madeBefore.get(parts.candidate);
  if (before && isSame(before.below, below) && isSame(keys(before.kpi.operands), keys(parts.operands)))
    return before;
  const kpi = assemble(parts, admitted);
  const fresh = { kpi, wrong: checkExamples(kpi, admitted), below };
  madeBefore.set(parts.candidate, fresh);
  return fresh;
}

const keys = (operands: readonly Operand[]): string[] => operands.map(({ kind, name }) => `${kind} ${name}`);

const isSame = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((it, at) => it === b[at]);

function refuse(draft: Draft, field: string, message: string): void {
  draft.findings.push({ path: [field], message });
}

const problemsOf = ({ candidate, findings }: Draft): Problem[] =>
  findings.map((finding) => ({ source: candidate.source, ...finding }));
