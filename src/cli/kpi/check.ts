import type { Command } from 'commander';
import { counted } from '../figure.ts';
import type { Io } from '../io.ts';
import { print } from '../print.ts';
import { authoringOf, refuse } from './problems.ts';

const HELP = `
Examples:
  $ kpi-matrix kpi check                               everything: plugins/ here, KPI_PLUGINS, the product's own
  $ kpi-matrix kpi check plugins/hotline/mine.ts       one file beside all that
  $ kpi-matrix kpi check @acme/kpis                    an installed package

It is as strict as with the KPIs that come with the product. Exit code 4 where there is a problem.`;

/** Adds `kpi-matrix kpi check`. */
export function addCheck(kpi: Command, io: Io): void {
  kpi
    .command('check')
    .argument('[files...]', 'plugin files, folders or packages')
    .summary('list every problem of KPI files')
    .description('Lists every problem of KPI files at once, each with its place. Needs no server.')
    .addHelpText('after', HELP)
    .action((files: string[]) => check(files, io));
}

async function check(files: string[], io: Io): Promise<void> {
  const { kpis, problems } = await (await authoringOf(io)).read(files);
  refuse(problems);
  await print(io.stdout, `${counted(kpis.length, 'KPI')}, no problems`);
}
