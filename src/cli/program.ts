import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { addAudit } from './audit.ts';
import { addBi } from './bi.ts';
import { addDefine } from './define.ts';
import { addDoctor } from './doctor.ts';
import { addExport } from './export/command.ts';
import { EXIT_CODES_HELP } from './exit.ts';
import type { Io } from './io.ts';
import { addKpi } from './kpi/command.ts';
import { addKpis } from './kpis.ts';
import { addMatrix } from './matrix.ts';
import { addProblems } from './problems.ts';
import { addRecord } from './record/command.ts';
import { addRetire } from './retire.ts';
import { addSchema } from './schema.ts';
import { addSecrets } from './secrets.ts';
import { addServerCommands } from './serverCommands.ts';
import { addToken } from './token.ts';
import { addTrend } from './trend.ts';
import { addWatch } from './watch/command.ts';

const DEFAULT_WIDTH = 100;

const EXAMPLES = `
Examples:
  $ kpi-matrix serve                                     run a server on this machine
  $ kpi-matrix define operators.json                     say which operators and units there are
  $ kpi-matrix record observations.csv                   record a file of raw quantities
  $ kpi-matrix matrix --operator china-telecom --period 2012-Q1

"kpi-matrix help <command>" explains a command, with examples.

Environment:
  NO_COLOR           no colours, also on a terminal
  KPI_MATRIX_DEBUG   with an error, show where in the program it happened`;

/**
 * The command line `kpi-matrix`. It throws a CommanderError instead of ending the process, and what a command throws;
 * `run` turns both into messages and exit codes. Nothing here loads the server: the caller brings it along.
 */
export function program(io: Io): Command {
  const command = new Command('kpi-matrix')
    .description('The service quality of a telecom operator: record raw quantities, read the quality matrix.')
    .version(manifest.version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? DEFAULT_WIDTH,
      getErrHelpWidth: () => io.stderr.columns ?? DEFAULT_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', EXAMPLES + '\n' + EXIT_CODES_HELP);
  addServerCommands(command, io);
  addToken(command, io);
  addAudit(command, io);
  addBi(command, io);
  addDoctor(command, io);
  addRetire(command, io);
  addSchema(command, io);
  addSecrets(command, io);
  addDefine(command, io);
  addRecord(command, io);
  addExport(command, io);
  addMatrix(command, io);
  addProblems(command, io);
  addTrend(command, io);
  addWatch(command, io);
  addKpis(command, io);
  addKpi(command, io);
  return command;
}
