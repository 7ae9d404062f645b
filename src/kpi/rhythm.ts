/** The rhythm of inputs that their definitions leave open: that of the finest KPI that reads them. */
import { isFiner } from './grain.ts';
import type { Kpi } from './kpi.ts';
import type { Grain } from './vocabulary.ts';

/** By input key the finest cadence of the KPIs among whose own inputs it is. */
export function rhythmsOf(kpis: Iterable<Pick<Kpi, 'definition' | 'inputs'>>): Map<string, Grain> {
  const finest = new Map<string, Grain>();
  for (const { definition, inputs } of kpis) {
    for (const key of inputs) {
      const known = finest.get(key);
      if (known === undefined || isFiner(definition.cadence, known)) finest.set(key, definition.cadence);
    }
  }
  return finest;
}
