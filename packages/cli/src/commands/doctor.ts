import type { AddCommand } from './add-command.ts';
import { addEngineOption, type EngineOption, preferOf } from './engine-option.ts';

/** `altsparse doctor`. */
export const addDoctor: AddCommand = (program, output, end) => {
  addEngineOption(program.command('doctor'))
    .description('examine this machine and its engine')
    .option('--json', 'as JSON')
    .action(async (options: EngineOption & { readonly json?: boolean }) => {
      const { doctor, doctorJson, formatDoctor } = await import('@altsparse/engine/node');
      const { checks } = await doctor({ prefer: preferOf(options) });
      output.out((options.json ? doctorJson(checks) : formatDoctor(checks)).trimEnd());
      if (checks.some(({ ok }) => ok === 'bad')) end(1);
    });
};
