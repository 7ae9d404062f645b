import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { print } from '../print.ts';
import { authoringOf } from './problems.ts';

const FILE = 'plugins/CATALOGUE.md';

const HELP = `
Example:
  $ npm run kpi docs

It is run in the folder above plugins/.`;

/** Adds `kpi-matrix kpi docs`. */
export function addDocs(kpi: Command, io: Io): void {
  kpi
    .command('docs')
    .summary(`write ${FILE}`)
    .description(`Writes ${FILE} from the plugin files. Needs no server.`)
    .addHelpText('after', HELP)
    .action(() => docs(io));
}

async function docs(io: Io): Promise<void> {
  await writeFile(FILE, await (await authoringOf(io)).catalogue());
  await print(io.stdout, `${FILE} is written`);
}
