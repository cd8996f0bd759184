// node scripts/with-install.mjs PROGRAM [ARGUMENT …]: installs if the lock is newer than node_modules, then runs the program.
import process from 'node:process';
import { install, mustPass, run } from './lib/workspace.mjs';

const [program, ...args] = process.argv.slice(2);
if (program === undefined) {
  console.error('usage: node scripts/with-install.mjs PROGRAM [ARGUMENT …]');
  process.exit(2);
}
mustPass(install);
process.exitCode = run(program, args);
