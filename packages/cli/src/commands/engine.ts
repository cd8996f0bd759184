import type { EngineStatus, InstallProgress } from '@altsparse/engine/node';
import { bytesText, timeText } from '../terminal/numbers.ts';
import { type Output, printTree } from '../terminal/output.ts';
import type { AddCommand } from './add-command.ts';
import { interruptible } from './interrupt.ts';

interface EngineOptions {
  readonly gpu?: boolean;
  readonly tensorflow?: string;
  readonly checksums?: boolean;
  readonly json?: boolean;
}

/** `altsparse engine install|status|remove`. */
export const addEngineCommands: AddCommand = (program, output, end) => {
  const group = program.command('engine').description("TensorFlow's native library: install it, look at it, remove it");
  group
    .command('install')
    .description('get the native library, about 200 MB, into the cache of this user')
    .option('--gpu', 'the build for NVIDIA GPUs')
    .option('--tensorflow <version>', 'exact version of TensorFlow')
    .option('--json', 'as JSON')
    .action((options: EngineOptions) => install(output, options));
  group
    .command('status')
    .description('say what is installed')
    .option('--checksums', 'read every file')
    .option('--json', 'as JSON')
    .action(async (options: EngineOptions) => {
      const { engineStatus } = await import('@altsparse/engine/node');
      const status = await engineStatus({ checksums: options.checksums });
      if (options.json) printTree(output, status);
      else printStatus(output, status);
      if (status.engines.some(({ ok }) => !ok)) end(1);
    });
  group
    .command('remove')
    .description('take native libraries out of the cache')
    .option('--tensorflow <version>', 'only those of this version')
    .option('--json', 'as JSON')
    .action(async (options: EngineOptions) => {
      const { removeEngine } = await import('@altsparse/engine/node');
      const removal = await removeEngine({ tensorflow: options.tensorflow });
      if (options.json) printTree(output, removal);
      else output.out(`Removed ${removal.folders.length} (${bytesText(removal.bytes)}).`);
    });
};

async function install(output: Output, { gpu, tensorflow, json }: EngineOptions): Promise<void> {
  const { installEngine } = await import('@altsparse/engine/node');
  const onProgress = stagePrinter(output);
  const done = await interruptible((signal) => installEngine({ gpu, tensorflow, onProgress, signal }));
  if (json) return printTree(output, done);
  const what = {
    nothing: 'The native engine is in place',
    linked: 'Linked the native engine',
    installed: 'Installed the native engine',
  };
  output.out(`${what[done.did]}: ${done.folder} (${timeText(done.ms / 1000)}).`);
  if ('failure' in done.kernels) output.note(`Without the engine's own kernels: ${done.kernels.failure}`);
}

/** A line at the beginning of each stage; in a terminal, bytes are counted up on it. */
function stagePrinter(output: Output): (progress: InstallProgress) => void {
  let last = '';
  return ({ stage, what, bytes }) => {
    const line = `${stage}: ${what}`;
    if (line !== last) output.note(line);
    else if (output.live && bytes !== undefined)
      process.stderr.write(`\u001b[1A\u001b[2K${line}, ${bytesText(bytes)}\n`);
    last = line;
  };
}

function printStatus(output: Output, { cache, tfjsNode, link, engines, unfinished }: EngineStatus): void {
  output.out(`cache:     ${cache}`);
  output.out(`tfjs-node: ${tfjsNode ?? 'not installed'}`);
  output.out(`link:      ${link.kind}`);
  for (const { folder, bytes, ok, faults, linked } of engines) {
    output.out(`engine:    ${folder}  ${bytesText(bytes)}  ${ok ? 'whole' : 'damaged'}${linked ? ', in use' : ''}`);
    for (const fault of faults) output.out(`           ${fault}`);
  }
  if (engines.length === 0) output.out('engine:    none; `altsparse engine install` gets it');
  for (const name of unfinished) output.out(`unfinished: ${name}`);
}
