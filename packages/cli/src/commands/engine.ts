import type { EngineStatus, InstallProgress } from '@altsparse/engine/node';
import type { KernelsStatus } from '@altsparse/kernels/node';
import { bytesText, timeText } from '../terminal/numbers.ts';
import { type Output, printTree } from '../terminal/output.ts';
import type { AddCommand } from './add-command.ts';
import { kernelsLine, type SparseKernels, sparseKernels } from './engine-kernels.ts';
import { interruptible } from './interrupt.ts';

interface EngineOptions {
  readonly gpu?: boolean;
  readonly tensorflow?: string;
  readonly checksums?: boolean;
  readonly json?: boolean;
}

/** `altsparse engine install|status|remove`. */
export const addEngineCommands: AddCommand = (program, output, end) => {
  const group = program
    .command('engine')
    .description("TensorFlow's native library and the sparse kernels: install, look at, remove");
  group
    .command('install')
    .description('compile the sparse kernels, and get the native library, about 200 MB, into the cache of this user')
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
      const { kernelsStatus } = await import('@altsparse/kernels/node');
      const status = { ...(await engineStatus({ checksums: options.checksums })), sparseKernels: kernelsStatus() };
      if (options.json) printTree(output, status);
      else printStatus(output, status);
      if (status.engines.some(({ ok }) => !ok)) end(1);
    });
  group
    .command('remove')
    .description('take native libraries and sparse kernels out of the cache')
    .option('--tensorflow <version>', 'only those of this version')
    .option('--json', 'as JSON')
    .action(async (options: EngineOptions) => {
      const { removeEngine } = await import('@altsparse/engine/node');
      const { removeKernels } = await import('@altsparse/kernels/node');
      const removal = await removeEngine({ tensorflow: options.tensorflow });
      const sparseKernels = options.tensorflow === undefined ? removeKernels() : { files: [], bytes: 0 };
      if (options.json) return printTree(output, { ...removal, sparseKernels });
      output.out(`Removed ${removal.folders.length} (${bytesText(removal.bytes)}).`);
      output.out(`Removed ${sparseKernels.files.length} of sparse kernels (${bytesText(sparseKernels.bytes)}).`);
    });
};

async function install(output: Output, options: EngineOptions): Promise<void> {
  // They come first: they need neither Python nor the network, which the native library may lack.
  const kernels = await interruptible((signal) => sparseKernels(output, signal));
  if (!options.json) output.out(kernelsLine(kernels));
  await installTensorflow(output, options, kernels);
}

async function installTensorflow(output: Output, options: EngineOptions, kernels: SparseKernels): Promise<void> {
  const { gpu, tensorflow } = options;
  const { installEngine } = await import('@altsparse/engine/node');
  const onProgress = stagePrinter(output);
  const done = await interruptible((signal) => installEngine({ gpu, tensorflow, onProgress, signal }));
  if (options.json) return printTree(output, { ...done, sparseKernels: kernels });
  const what = {
    nothing: "TensorFlow's library is in place",
    linked: "Linked TensorFlow's library",
    installed: "Installed TensorFlow's library",
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

type Status = EngineStatus & { readonly sparseKernels: KernelsStatus };

function printStatus(output: Output, status: Status): void {
  const { cache, tfjsNode, link, engines, unfinished, sparseKernels } = status;
  output.out(`cache:     ${cache}`);
  output.out(`tfjs-node: ${tfjsNode ?? 'not installed'}`);
  output.out(`link:      ${link.kind}`);
  for (const { folder, bytes, ok, faults, linked } of engines) {
    output.out(`engine:    ${folder}  ${bytesText(bytes)}  ${ok ? 'whole' : 'damaged'}${linked ? ', in use' : ''}`);
    for (const fault of faults) output.out(`           ${fault}`);
  }
  if (engines.length === 0) output.out('engine:    none; `altsparse engine install` gets it');
  for (const name of unfinished) output.out(`unfinished: ${name}`);
  output.out(
    `kernels:   ${sparseKernels.ready ? sparseKernels.file : 'none; `altsparse engine install` compiles them'}`,
  );
}
