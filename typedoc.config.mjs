import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('./packages/', import.meta.url);
const names = readdirSync(folder).map(
  (name) => JSON.parse(readFileSync(new URL(`${name}/package.json`, folder), 'utf8')).name,
);

export default {
  name: 'altsparse',
  plugin: [fileURLToPath(new URL('./scripts/lib/typedoc-literals.mjs', import.meta.url))],
  entryPointStrategy: 'packages',
  entryPoints: ['packages/*'],
  // Without each name in this list an undocumented export is not reported.
  packagesRequiringDocumentation: names,
  packageOptions: {
    entryPoints: ['src/index.ts'],
    tsconfig: '../../tsconfig.docs.json',
    excludeInternal: true,
    disableGit: true,
    displayBasePath: '../..',
    sourceLinkTemplate: 'https://github.com/altsparse/altsparse/blob/main/{path}#L{line}',
  },
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: true },
  treatValidationWarningsAsErrors: true,
  treatWarningsAsErrors: true,
  out: 'docs/api',
};
