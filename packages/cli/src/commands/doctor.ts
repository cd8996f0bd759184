import type { AddCommand } from './add-command.ts';
import { addEngineOption, type EngineOption } from './engine-option.ts';

/** `altsparse doctor`. */
export const addDoctor: AddCommand = (program, output, end) => {
  addEngineOption(program.command('doctor'))
    .description('examine this machine and its engines')
    .option('--json', 'as JSON')
    .action(async ({ engine = 'auto', json }: EngineOption & { readonly json?: boolean }) => {
      const { doctorJson, formatDoctor } = await import('@altsparse/engine/node');
      const { checkEngines } = await import('../engine/check-engines.ts');
      const checks = await checkEngines(engine, output.note);
      output.out((json ? doctorJson(checks) : formatDoctor(checks)).trimEnd());
      if (checks.some(({ ok }) => ok === 'bad')) end(1);
    });
};
