import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { runProgram } from './run-program.ts';
import { goOn } from './tools.ts';

/** What pip is asked for. */
export interface WheelRequest {
  /** Requirements with exact versions: `tensorflow-cpu==2.15.1`. */
  readonly requirements: readonly string[];
  /** Platform tags the wheels may carry. */
  readonly tags: readonly string[];
  /** An existing folder for the wheels. */
  readonly folder: string;
}

// The wheel's tag only: any Python runs pip, and the library inside does not depend on Python.
const pythonTags = ['3.11', '3.12'];

const pipArguments = (request: WheelRequest, pythonTag: string): string[] => [
  ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'],
  ...['--python-version', pythonTag, ...request.tags.flatMap((tag) => ['--platform', tag])],
  ...['-d', request.folder, ...request.requirements],
];

function assertPip(python: string, complaint: string): void {
  if (!complaint.includes('No module named pip')) return;
  throw new AltsparseError('engine-install-no-pip', 'pip is needed to download TensorFlow.', {
    found: `${python} without pip`,
    hint: `Install pip (\`${python} -m ensurepip\` or the package python3-pip), then run \`altsparse engine install\`. ${goOn}`,
  });
}

/**
 * Downloads wheels with pip as it is configured on this machine, and returns their paths.
 *
 * @throws AltsparseError `engine-install-download` with pip's last lines, `engine-install-no-pip`.
 */
export async function downloadWheels(python: string, request: WheelRequest, signal?: AbortSignal): Promise<string[]> {
  let complaint = '';
  for (const tag of pythonTags) {
    // pip keeps unfinished downloads in TMPDIR: with them in our folder, an interruption leaves nothing elsewhere.
    const end = await runProgram(python, pipArguments(request, tag), { env: { TMPDIR: request.folder }, signal });
    if (end.status === 0) {
      const names = await readdir(request.folder);
      return names.filter((name) => name.endsWith('.whl')).map((name) => join(request.folder, name));
    }
    complaint ||= end.complaint;
    assertPip(python, complaint);
  }
  throw new AltsparseError('engine-install-download', 'pip could not download the TensorFlow library.', {
    place: request.requirements.join(', '),
    found: complaint,
    hint: 'Check the network and the settings of pip (`python3 -m pip config list`), then run `altsparse engine install` again.',
  });
}

// zipfile checks the CRC of each member, streams it, and keeps it inside the target folder.
const unpackScript = `
import fnmatch, sys, zipfile
wheel, folder, *patterns = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
            archive.extract(name, folder)
            print(name)
`;

/**
 * Unpacks the members of a wheel that match one of the patterns (`*` also matches `/`), and returns their names.
 *
 * @throws AltsparseError `engine-install-unpack` where the archive is damaged or the disk is full.
 */
export async function unpackWheel(
  python: string,
  wheel: string,
  folder: string,
  patterns: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  const end = await runProgram(python, ['-c', unpackScript, wheel, folder, ...patterns], { signal });
  if (end.status === 0) return end.output.split('\n').filter((line) => line !== '');
  throw new AltsparseError('engine-install-unpack', 'The wheel could not be unpacked.', {
    place: wheel,
    found: end.complaint,
    hint: 'Check the free disk space, then run `altsparse engine install` again.',
  });
}

/** The NVIDIA libraries that a GPU wheel asks for, as exact requirements, from the text of its `METADATA`. */
export function gpuCompanions(metadata: string): string[] {
  const found = metadata.matchAll(/^Requires-Dist: (nvidia-[\w-]+) ?\(?==([\w.]+)\)? ?;.*and-cuda/gm);
  return [...found].map(([, name, version]) => `${name}==${version}`);
}
