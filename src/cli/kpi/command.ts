import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { addCheck } from './check.ts';
import { addDocs } from './docs.ts';
import { addTest } from './examples.ts';
import { addExport } from './exportKpi.ts';
import { addNew } from './newKpi.ts';
import { addPreview } from './preview.ts';

const HELP = `
Examples:
  $ kpi-matrix kpi new hotline/first-minute-answer-rate
  $ kpi-matrix kpi check plugins/hotline/first-minute-answer-rate.ts
  $ kpi-matrix kpi test first-minute-answer-rate
  $ kpi-matrix help kpi preview

plugins/GUIDE.md leads from an idea to a live indicator in ten minutes.`;

/** Adds `kpi-matrix kpi`, the commands for those who write KPIs. */
export function addKpi(program: Command, io: Io): void {
  const kpi = program
    .command('kpi')
    .summary('write, check, try and export KPIs')
    .description('Commands for those who write KPIs.')
    .addHelpText('after', HELP);
  for (const add of [addNew, addCheck, addTest, addPreview, addExport, addDocs]) add(kpi, io);
}
