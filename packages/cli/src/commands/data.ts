import { AltsparseError } from '@altsparse/core';
import { type FetchProgress, fetchDataset, listDatasets, verifyDataset, verifyImageFolder } from '@altsparse/data/node';
import { bytesText } from '../terminal/numbers.ts';
import { type Output, printTree } from '../terminal/output.ts';
import { formatTable } from '../terminal/table.ts';
import type { AddCommand } from './add-command.ts';
import { interruptible } from './interrupt.ts';

interface DataOptions {
  readonly from?: string;
  readonly folder?: string;
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** `altsparse data list|verify|fetch`. */
export const addDataCommands: AddCommand = (program, output, end) => {
  const group = program.command('data').description('data sets: list them, check their files, get them');
  group
    .command('list')
    .description('list the data sets and whether they are here')
    .option('--json', 'as JSON')
    .action((options: DataOptions) => list(output, options));
  group
    .command('verify')
    .description('compare files with the published checksums; decode every image of an image-folder')
    .argument('<name>', 'data set, or image-folder')
    .option('--folder <path>', 'where its files lie')
    .option('--json', 'as JSON')
    .action(async (name: string, options: DataOptions) => {
      const look = name === 'image-folder' ? verifyImages(output, options) : verify(output, name, options);
      if (!(await look)) end(1);
    });
  group
    .command('fetch')
    .description('get a data set, checked file by file')
    .argument('<name>', 'data set')
    .option('--from <address or path>', 'another address, or a folder or archive on this machine')
    .option('--folder <path>', 'where its files are put')
    .option('--replace', 'replace files that are there but are not the published ones')
    .option('--json', 'as JSON')
    .action((name: string, options: DataOptions) => fetch(output, name, options));
};

async function list(output: Output, { json }: DataOptions): Promise<void> {
  const listings = await listDatasets();
  if (json)
    return printTree(
      output,
      listings.map(({ augment, ...rest }) => ({ ...rest, augment: augment.map((one) => one.name) })),
    );
  const columns = [
    { head: 'name' },
    { head: 'here' },
    { head: 'train', align: 'right' },
    { head: 'test', align: 'right' },
    { head: 'image' },
    { head: 'folder' },
    { head: '' },
  ] as const;
  const rows = listings.map((one) => [
    one.name,
    one.present ? 'yes' : 'no',
    String(one.trainImages),
    String(one.testImages),
    one.shape.join('×'),
    one.path,
    one.summary,
  ]);
  for (const line of formatTable(columns, rows)) output.out(line);
  output.out('');
  output.out("Your own images: data: { use: 'image-folder', folder: 'PATH' }, where PATH holds train/<class>/ and");
  output.out('val/<class>/ or test/<class>/ (jpg, jpeg, png, webp, gif, tif, tiff, avif).');
}

async function verify(output: Output, name: string, { folder, json }: DataOptions): Promise<boolean> {
  const report = await verifyDataset(name, folder === undefined ? {} : { folder });
  if (json) printTree(output, report);
  else
    for (const { path, state, found, expected } of report.files)
      output.out(
        `${state.padEnd(7)}  ${path}${state === 'ok' ? '' : `\n         expected ${expected}, found ${found ?? 'nothing'}`}`,
      );
  return report.ok;
}

async function verifyImages(output: Output, { folder, json }: DataOptions): Promise<boolean> {
  if (folder === undefined)
    throw new AltsparseError('config-missing', 'Which folder?', { place: '--folder', expected: 'a path' });
  const report = await interruptible((signal) =>
    verifyImageFolder(folder, { signal, onProgress: countPrinter(output) }),
  );
  if (json) printTree(output, report);
  else {
    for (const { path, found } of report.corrupt) output.out(`corrupt  ${path}: ${found}`);
    output.out(`${report.files} images, ${report.corrupt.length} corrupt`);
  }
  return report.corrupt.length === 0;
}

/** A line that counts, on a terminal only. */
function countPrinter(output: Output): (done: number, files: number) => void {
  return (done, files) => {
    if (output.live && (done % 100 === 0 || done === files))
      process.stderr.write(`\r\u001b[2K${done} of ${files}${done === files ? '\n' : ''}`);
  };
}

async function fetch(output: Output, name: string, options: DataOptions): Promise<void> {
  const { from, folder, replace } = options;
  const report = await interruptible((signal) =>
    fetchDataset(name, {
      ...(from === undefined ? {} : { from }),
      ...(folder === undefined ? {} : { folder }),
      ...(replace === undefined ? {} : { replace }),
      signal,
      onProgress: progressPrinter(output),
    }),
  );
  if (options.json) return printTree(output, report);
  output.out(
    report.fetched.length === 0
      ? `All there: ${report.folder}`
      : `Put ${report.fetched.length} files into ${report.folder}`,
  );
}

function progressPrinter(output: Output): (progress: FetchProgress) => void {
  let last = '';
  return ({ received: bytes, total, file }) => {
    const line = `${file}: ${bytesText(bytes)}${total === undefined ? '' : ` of ${bytesText(total)}`}`;
    if (output.live) process.stderr.write(`\r\u001b[2K${line}${bytes === total ? '\n' : ''}`);
    else if (file !== last) output.note(file);
    last = file;
  };
}
