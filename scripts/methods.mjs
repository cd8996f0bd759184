// npm run methods: builds, then writes what `altsparse plugins --table` gives below the line of docs/methods/README.md.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { build, commandLine, install, mustPass, root } from './lib/workspace.mjs';

const line = '<!-- made by npm run methods -->\n';
const page = join(root, 'docs/methods/README.md');

mustPass(install, build);
const args = [commandLine, 'plugins', '--table', '--cards', 'docs/methods'];
const { status, stdout } = spawnSync(process.execPath, args, {
  cwd: root,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (status !== 0) process.exit(status ?? 1);
const [head] = readFileSync(page, 'utf8').split(line);
writeFileSync(page, `${head}${line}\n${stdout}`);
