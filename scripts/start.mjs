// npm start [-- ARGUMENT …]: installs, builds, prepares the engine, then runs the demo.
import process from 'node:process';
import { build, commandLine, install, installEngine, mustPass, runNode } from './lib/workspace.mjs';

mustPass(install, build);
installEngine();
process.exitCode = runNode(commandLine, ['demo', ...process.argv.slice(2)]);
