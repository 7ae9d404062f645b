/** What the commands for authors need of the registry. It is brought along by the caller and loaded when first needed. */
import type { KpiDefinition } from './definition.ts';
import type { Problem } from './problem.ts';
import type { BusinessProcess, Status } from './vocabulary.ts';

/** A value and its status. */
export interface Outcome {
  value: number | null;
  status: Status;
}

/** A KPI of a file, and what its examples give. */
export interface AuthoredKpi {
  source: string;
  definition: KpiDefinition;
  examples: { expected: Outcome; actual: Outcome; holds: boolean }[];
}

export interface Authored {
  /** All that can be computed, also where an example does not hold. */
  kpis: AuthoredKpi[];
  /** Everything that is wrong, also with what is not of a KPI. */
  problems: Problem[];
}

export interface Authoring {
  /**
   * The product's KPIs, those of `plugins/` in the working directory and of KPI_PLUGINS, and these files (paths or packages)
   * beside them. With files only their KPIs and problems are answered, else those of everything.
   */
  read(files: readonly string[]): Promise<Authored>;
  /** Two inputs that a new KPI of a process may begin with. */
  inputsFor(process: BusinessProcess): Promise<[string, string]>;
  /** The definition as the API takes it. */
  asInput(definition: KpiDefinition): object;
  /** The page of all KPIs of the working directory's `plugins/`; throws where one of them is wrong. */
  catalogue(): Promise<string>;
}
