import type { Command } from 'commander';
import { bundledSources } from '../compose/sources.ts';
import { type Config, resolveConfig } from '../config/resolve.ts';
import { type Output, printTree } from '../terminal/output.ts';
import { collect } from './add-command.ts';
import { addEngineOption, type EngineOption, engineSetting } from './engine-option.ts';

/** What commands that take a config are given. */
export interface ConfigOptions extends EngineOption {
  /** Name of a preset. */
  readonly preset?: string;
  /** Settings. */
  readonly set?: readonly string[];
  /** Print the config and do nothing else. */
  readonly printConfig?: boolean;
}

/** Adds what belongs to a config to a command. */
export function addConfigOptions(command: Command): Command {
  return addEngineOption(command)
    .argument('[config]', 'config file: .ts, .js or .json')
    .option('--preset <name>', 'begin with the values of a preset (see `altsparse plugins`)')
    .option('--set <key.path=value>', 'change one value, as JSON or text; may be given several times', collect)
    .option('--print-config', 'print the config with every default filled in, and do nothing else');
}

/** The config that a command was given. */
export async function configOf(file: string | undefined, options: ConfigOptions): Promise<Config> {
  const set = [...(options.set ?? []), ...engineSetting(options)];
  return resolveConfig({ file, preset: options.preset, set }, await bundledSources());
}

/** Prints the config if that was asked for. */
export function printsConfig(output: Output, { experiment }: Config, options: ConfigOptions): boolean {
  if (options.printConfig) printTree(output, experiment);
  return options.printConfig === true;
}
