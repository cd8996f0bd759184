import { join } from 'node:path';
import * as core from '@altsparse/core';
import * as data from '@altsparse/data';
import * as models from '@altsparse/models';
import { createJiti } from 'jiti';
import * as zod from 'zod';
import * as library from '../index.ts';

/**
 * What configs and plug-ins may import wherever they lie. They get the very modules that run here: a second copy of core
 * would have errors and registries of its own.
 */
const virtualModules = {
  altsparse: library,
  '@altsparse/core': core,
  '@altsparse/data': data,
  '@altsparse/models': models,
  zod,
};

/**
 * Imports a module, TypeScript or not.
 *
 * @param place - An absolute path, or a package's name.
 * @param folder - Where a package's name is looked up from.
 * @param more - More modules that it may import wherever it lies.
 */
export async function importModule(
  place: string,
  folder: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  const jiti = createJiti(join(folder, 'here.js'), {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: { ...virtualModules, ...more },
  });
  return await jiti.import<Record<string, unknown>>(place);
}
