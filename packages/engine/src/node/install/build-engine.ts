import { chmod, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { bindingFile, compileBinding } from './compile-binding.ts';
import { assertDiskSpace, assertGlibc, bytesNeeded } from './machine.ts';
import { writeManifest } from './manifest.ts';
import { publishFolder } from './publish.ts';
import { folderName, wheelTarget } from './target.ts';
import { makeTemporary, removeLeftovers } from './temporary-folder.ts';
import { findTools } from './tools.ts';
import { gpuCompanions } from './wheel.ts';
import {
  assertKnown,
  type BuildJob,
  describeWheels,
  fetchWheels,
  unpack,
  type Wheels,
  type Workshop,
} from './workshop.ts';

const headers = ['c', 'core/platform'].map((name) => `tensorflow/include/tensorflow/${name}/*`);
const headerPatterns = [...headers, 'tensorflow/include/tsl/*', 'tensorflow/include/xla/*'];

/** TensorFlow's two libraries go to `deps/lib`; its headers stay in the unpacked folder, which is removed at the end. */
async function takeLibraries(shop: Workshop, wheel: string, unpacked: string): Promise<void> {
  const wanted = shop.target.libraries.map((library) => `tensorflow/${library}`);
  const found = await unpack(shop, wheel, unpacked, [...wanted, ...headerPatterns, '*.dist-info/METADATA']);
  const missing = wanted.find((name) => !found.includes(name));
  if (missing !== undefined) {
    throw new AltsparseError('engine-install-no-library', 'The wheel does not hold the TensorFlow library.', {
      place: basename(wheel),
      expected: missing,
      hint: 'Install the default version of TensorFlow.',
    });
  }
  await mkdir(join(shop.folder, 'deps/lib'), { recursive: true });
  for (const name of wanted) await rename(join(unpacked, name), join(shop.folder, 'deps/lib', basename(name)));
}

/** The NVIDIA libraries go to `deps/nvidia`: TensorFlow's own run path, `$ORIGIN/../nvidia`, finds them there. */
async function takeCompanions(shop: Workshop, unpacked: string): Promise<Wheels> {
  const info = (await readdir(unpacked)).find((name) => name.endsWith('.dist-info')) ?? '';
  const requirements = gpuCompanions(await readFile(join(unpacked, info, 'METADATA'), 'utf8'));
  const paths = await fetchWheels(shop, 'companions', requirements);
  for (const path of paths) await unpack(shop, path, join(shop.folder, 'deps'), ['nvidia/*/lib/*.so*']);
  const wheels = await describeWheels(shop, paths);
  await rm(join(shop.folder, 'companions'), { recursive: true });
  return wheels;
}

async function keptFiles(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'deps'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return [bindingFile, ...files.map((file) => file.slice(folder.length + 1)).sort()];
}

async function fill(shop: Workshop): Promise<void> {
  const { key, folder, target } = shop;
  const unpacked = join(folder, 'unpacked');
  const [wheel = ''] = await fetchWheels(shop, 'wheel', [`${target.package}==${key.tensorflow}`]);
  const wheels = await describeWheels(shop, [wheel]);
  assertKnown(shop, wheels);
  await takeLibraries(shop, wheel, unpacked);
  await rm(join(folder, 'wheel'), { recursive: true });
  const companions = key.gpu ? await takeCompanions(shop, unpacked) : [];
  await compile(shop, join(unpacked, 'tensorflow/include'));
  await rm(unpacked, { recursive: true });
  shop.report({ stage: 'verify', what: 'checksums' });
  await writeManifest(folder, { key, wheels: [...wheels, ...companions] }, await keptFiles(folder), shop.signal);
}

async function compile(shop: Workshop, include: string): Promise<void> {
  const libraries = shop.target.libraries.map((name) => `deps/lib/${name}`);
  const base = { tfjsNode: shop.tfjs.folder, platform: shop.key.platform, engine: shop.folder };
  shop.report({ stage: 'compile', what: 'the binding of tfjs-node' });
  await compileBinding(shop.tools.compiler, { ...base, headers: include, libraries }, shop.signal);
}

/**
 * Fills one engine's folder: under a temporary name beside it, renamed in one step when all is there. An interruption
 * leaves no half state; of two processes that do this at once, the slower uses what the faster one made.
 *
 * @throws AltsparseError with a code that begins `engine-install-`; the signal's reason when it fires.
 */
export async function buildEngine(job: BuildJob): Promise<void> {
  const { cache, key, report, signal } = job;
  report({ stage: 'check', what: 'Python, compiler, disk space' });
  const target = wheelTarget(key);
  assertGlibc();
  const tools = await findTools();
  signal?.throwIfAborted();
  await removeLeftovers(cache);
  const folder = await makeTemporary(cache, folderName(key));
  try {
    await assertDiskSpace(folder, bytesNeeded(key.gpu));
    await fill({ ...job, tools, target, folder });
    await chmod(folder, 0o755); // temporary folders are private; a cache may be shared between users
    await publishFolder(folder, join(cache, folderName(key)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
