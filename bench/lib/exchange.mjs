// What two languages need to hand each other: a JSON file that names flat binary files beside it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives `work` a folder of its own and removes it afterwards. */
export async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'altsparse-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes an array's bytes. */
export function writeArray(folder, name, array) {
  writeFileSync(join(folder, name), new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}

/** Reads float64 numbers. */
export const readDoubles = (folder, name) => new Float64Array(readBuffer(folder, name));

/**
 * Writes a net, its first weights and batches, for `nets.py` to read.
 *
 * @param net - What PyTorch builds its own net from: the arguments of `build` in `nets.py`.
 */
export function writeProblem(folder, { net, plan, parameters, batches, ...rest }) {
  writeArray(folder, 'parameters.bin', parameters);
  for (const [index, batch] of batches.entries()) {
    writeArray(folder, `images-${index}.bin`, batch.images);
    writeArray(folder, `labels-${index}.bin`, batch.labels);
  }
  const places = ({ name, shape, offset, length }) => ({ name, shape, offset, length });
  const { parameterCount, maskableCount, statisticCount, normalisations } = plan;
  const counts = { parameterCount, maskableCount, statisticCount };
  const listed = plan.parameters.map(places);
  const batch = { count: batches.length, size: batches[0].size };
  const about = { ...rest, net, ...counts, parameters: listed, normalisations, batch };
  writeFileSync(join(folder, 'problem.json'), JSON.stringify(about));
}

/** Reads what `writeProblem` wrote. */
export function readProblem(folder) {
  const about = JSON.parse(readFileSync(join(folder, 'problem.json'), 'utf8'));
  const batches = Array.from({ length: about.batch.count }, (_, index) => ({
    size: about.batch.size,
    images: new Float32Array(readBuffer(folder, `images-${index}.bin`)),
    labels: new Int32Array(readBuffer(folder, `labels-${index}.bin`)),
  }));
  return { about, parameters: new Float32Array(readBuffer(folder, 'parameters.bin')), batches };
}

function readBuffer(folder, name) {
  const bytes = readFileSync(join(folder, name));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
