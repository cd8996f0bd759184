import { Command, CommanderError } from 'commander';
import { addDataCommands } from './commands/data.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEngineCommands } from './commands/engine.ts';
import { addEval } from './commands/eval.ts';
import { addExport } from './commands/export.ts';
import { addModels } from './commands/models.ts';
import { addPlan } from './commands/plan.ts';
import { addPlugins } from './commands/plugins.ts';
import { addRuns } from './commands/runs.ts';
import { addTrain } from './commands/train.ts';
import { ownVersion } from './run/own-version.ts';
import { exitCodeOf, formatError } from './terminal/error-block.ts';
import { type Output, terminal } from './terminal/output.ts';
import { typedError } from './terminal/typed-error.ts';

const add = [
  addDemo,
  addTrain,
  addPlan,
  addEval,
  addExport,
  addRuns,
  addPlugins,
  addModels,
  addDataCommands,
  addEngineCommands,
  addDoctor,
];

/**
 * Runs the command `altsparse`.
 *
 * @param args - Without node and script.
 * @param output - Where it writes. Default: the process's own streams.
 * @returns Exit code: 0; 1 for a failure; 2 where what was asked for cannot be understood; 130 when stopped by the user.
 */
export async function runCommand(args: readonly string[], output: Output = terminal): Promise<number> {
  const program = createProgram(await ownVersion(), output);
  let code = 0;
  const end = (status: number): void => {
    code = status;
  };
  for (const one of add) one(program, output, end);
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return code;
  } catch (cause) {
    // Help and version end this way, too; faults of use have been printed by then.
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : 2;
    const error = typedError(cause);
    output.note(formatError(error, { debug: args.includes('--debug') }));
    return exitCodeOf(error);
  }
}

const exitCodes = `
Exit codes: 0 done; 1 something failed or a check found a fault; 2 what was asked for cannot be understood
(arguments or config); 130 stopped by the user. Every error has a code, listed in docs/errors.md.`;

function createProgram(version: string, output: Output): Command {
  return new Command('altsparse')
    .description('Trains several sparse sub-nets inside one set of weights.')
    .version(version, '--version')
    .option('--debug', 'show where errors come from')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', exitCodes)
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.note(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .exitOverride();
}
