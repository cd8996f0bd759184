import { AltsparseError } from '@altsparse/core';
import { loadPlugins, placeOf } from '../parts/load-plugins.ts';
import { createRegistry, type Registry, type Source } from '../parts/registry.ts';
import type { ResolvedExperiment } from './experiment.ts';
import { check, throwFaults } from './faults.ts';
import { deepFreeze } from './identity.ts';
import { loadConfigFile } from './load-file.ts';
import { mergeValues } from './merge.ts';
import { pinModelFile, withModelFile } from './model-file.ts';
import { plainValues } from './plain.ts';
import { resolveInit } from './resolve-init.ts';
import { resolveParts } from './resolve-parts.ts';
import { experimentSchema } from './schema.ts';
import { applySetting, parseSetting, type Values } from './set.ts';
import { ownFaults, withStages } from './stages.ts';

/** Where an experiment's values come from; what stands later goes before what stands earlier. */
export interface ConfigRequest {
  /** Name of a preset; goes before the file's own. */
  readonly preset?: string | undefined;
  /** Path of a config file. */
  readonly file?: string | undefined;
  /** Values by the program itself. */
  readonly values?: Values | undefined;
  /** `key.path=value`, one after the other. */
  readonly set?: readonly string[] | undefined;
}

/** An experiment with every default filled in, and the parts it may name. */
export interface Config {
  /** Frozen, plain data. */
  readonly experiment: ResolvedExperiment;
  /** All parts, also of the config's own plug-ins. */
  readonly registry: Registry;
}

/**
 * Reads, merges and checks everything about an experiment.
 *
 * @param sources - The parts that come with the command.
 * @throws AltsparseError with a code that begins `config-` or `plugin-`.
 */
export async function resolveConfig(request: ConfigRequest, sources: readonly Source[]): Promise<Config> {
  refuseNothing(request);
  const file = request.file === undefined ? undefined : await loadConfigFile(request.file);
  const settings = (request.set ?? []).map(parseSetting);
  const own = mergeValues(
    withModelFile(plainValues(file?.values ?? {}, request.file ?? 'config')),
    withModelFile(plainValues(request.values ?? {}, 'config')),
  );
  const folder = file?.folder ?? process.cwd();
  const plugins = stringsOf(settings.reduce<Values>(applySetting, own).plugins).map((one) => placeOf(one, folder));
  const registry = createRegistry([...sources, ...(await loadPlugins(plugins, folder))]);
  const preset = request.preset ?? settings.findLast(({ path }) => path[0] === 'preset')?.value ?? own.preset;
  const below = preset === undefined ? {} : registry.preset(String(preset)).values;
  const { preset: _, ...values } = settings.reduce<Values>(applySetting, mergeValues(below, own));
  const whole = await pinModelFile(plugins.length === 0 ? values : { ...values, plugins }, folder);
  const experiment = resolveValues(whole, registry, request.file);
  return { experiment: deepFreeze(await resolveInit(experiment, folder)), registry };
}

/** Checks values and fills in every default, options of parts included. */
function resolveValues(values: Values, registry: Registry, place?: string): ResolvedExperiment {
  const checked = check(experimentSchema, withStages(values));
  if ('faults' in checked) throwFaults(ownFaults(values, checked.faults), place);
  const { experiment, faults } = resolveParts((checked as { value: ResolvedExperiment }).value, registry);
  throwFaults(ownFaults(values, faults), place);
  return experiment;
}

function refuseNothing({ file, values, set, preset }: ConfigRequest): void {
  if (file !== undefined || values !== undefined || preset !== undefined || (set ?? []).length > 0) return;
  throw new AltsparseError('config-missing', 'There is nothing to do: no config, no preset.', {
    expected: 'a config file, --preset NAME, or --set KEY=VALUE',
    hint: 'Try `altsparse demo`, or `altsparse plugins` for the presets.',
  });
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
