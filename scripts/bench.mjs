// npm run bench -- NAME [ARGUMENT …]: builds, then runs bench/NAME/main.mjs. Without a name: lists the names.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { build, install, installEngine, mustPass, root, runNode } from './lib/workspace.mjs';

const [name, ...args] = process.argv.slice(2);
const entry = (folder) => join(root, 'bench', folder, 'main.mjs');
const names = readdirSync(join(root, 'bench')).filter((folder) => existsSync(entry(folder)));

if (name === undefined || !names.includes(name)) {
  console.error(name === undefined ? 'usage: npm run bench -- NAME [ARGUMENT …]' : `There is no benchmark "${name}".`);
  console.error(`Benchmarks: ${names.join(', ') || 'none yet'}`);
  process.exit(2);
}
mustPass(install, build);
installEngine();
process.exitCode = runNode(entry(name), args);
