import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { nativeObstacle } from '../resolve/obstacle.ts';
import { installFor } from './install-engine.ts';
import { kernelFile, removeKernels } from './kernels.ts';
import { linkState, removeLink } from './link.ts';
import { check, fullCheck, quickCheck, readManifest } from './manifest.ts';
import { canBuild, makeTinyProject, makeTinyWheels, type TinyProject } from './tiny-project.test.helper.ts';

const name = '0.0.1-9.9.9-linux-x64';
const selected = 'selected-9.9.9-linux-x64.json';
const engineOf = (project: TinyProject): string => join(project.cache, 'engine', name);
const obstacleOf = (project: TinyProject) => nativeObstacle(project.tfjs, join(project.cache, 'engine'));

const stages: string[] = [];
let wheels: string;
let first: TinyProject;
const projects: TinyProject[] = [];

/** A project of its own for a test, removed after it. */
function project(cacheOf?: TinyProject): TinyProject {
  const made = makeTinyProject(cacheOf);
  projects.push(made);
  return made;
}

describe.skipIf(!(await canBuild()))('an installation from a wheel', () => {
  beforeAll(async () => {
    wheels = makeTinyWheels();
    first = makeTinyProject();
    await installFor(first.tfjs, { ...first.options, onProgress: ({ stage }) => stages.push(stage) });
  }, 120_000);
  afterAll(() => {
    first.remove();
    rmSync(wheels, { recursive: true });
  });
  afterEach(() => {
    for (const made of projects.splice(0)) made.remove();
  });

  it('puts library and binding into the cache, links the package to them, and the binding loads', async () => {
    expect([...new Set(stages)]).toEqual(['check', 'download', 'unpack', 'compile', 'verify', 'link']);
    expect(first.answer()).toBe(42);
    expect(first.cached()).toEqual([name, selected]);
    const kept = readManifest(engineOf(first))?.files.map((file) => file.path);
    const libraries = ['deps/lib/libtensorflow_cc.so.2', 'deps/lib/libtensorflow_framework.so.2'];
    expect(kept).toEqual(['lib/napi-v8/tfjs_binding.node', ...libraries]);
    expect(readManifest(engineOf(first))?.wheels[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await obstacleOf(first)).toBeUndefined();
  });

  it('does nothing the second time, and without a wish keeps the version that was installed last', async () => {
    expect(await installFor(first.tfjs, first.options)).toMatchObject({ did: 'nothing', ours: true });
    const again = await installFor(first.tfjs, { cache: first.cache });
    expect(again).toMatchObject({ did: 'nothing', key: { tensorflow: '0.0.1', gpu: false } });
  });

  it('compiles its own kernels once, beside the engines', async () => {
    const { tfjs, cache, options } = project(first);
    const { kernels } = await installFor(tfjs, options);
    expect(kernels).toEqual({ file: kernelFile(join(cache, 'engine')) });
    const bytes = readFileSync('file' in kernels ? kernels.file : '');
    expect(await installFor(tfjs, options)).toMatchObject({ did: 'nothing', kernels });
    expect(readdirSync(join(cache, 'kernels'))).toHaveLength(1);
    expect(bytes.includes('AltsparseNormaliseGrad')).toBe(true);
    removeKernels(join(cache, 'engine'));
    expect(existsSync(join(cache, 'kernels'))).toBe(false);
  });

  it('says why its own kernels could not be compiled, and is whole without them', async () => {
    const { tfjs, cache, options } = project(first);
    removeKernels(join(cache, 'engine'));
    vi.stubEnv('CXX', '/bin/true'); // compiles nothing, and says that all went well
    const { did, kernels } = await installFor(tfjs, options);
    vi.unstubAllEnvs();
    expect([did, kernels]).toEqual(['linked', { failure: expect.stringContaining('could not be compiled') }]);
    expect(existsSync(join(cache, 'kernels')) && readdirSync(join(cache, 'kernels'))).toEqual([]);
  });

  it('only links where the cache has the engine, as after npm has wiped the link', async () => {
    const { tfjs, cache, answer } = project(first);
    expect(await installFor(tfjs, { cache })).toMatchObject({ did: 'linked' });
    expect(answer()).toBe(42);
  });

  it('is linked again by whoever wants to load it', async () => {
    const other = project(first);
    expect(await obstacleOf(other)).toBeUndefined();
    expect(linkState(other.tfjs.folder)).toEqual({ kind: 'ours', folder: engineOf(other) });
    expect(removeLink(other.tfjs.folder)).toBe(true);
    rmSync(join(other.cache, 'engine'), { recursive: true });
    expect((await obstacleOf(other))?.failure).toBe('its native library is not installed');
  });

  it('fills an emptied cache again', async () => {
    const other = project(first);
    await installFor(other.tfjs, other.options);
    rmSync(engineOf(other), { recursive: true });
    expect((await obstacleOf(other))?.failure).toContain('is gone from');
    expect(await installFor(other.tfjs, { cache: other.cache })).toMatchObject({ did: 'installed' });
    expect(other.answer()).toBe(42);
  });

  it('replaces a library that was cut short, and says so before it is loaded', async () => {
    const other = project(first);
    await installFor(other.tfjs, other.options);
    truncateSync(join(engineOf(other), 'deps/lib/libtensorflow_cc.so.2'), 100);
    expect((await obstacleOf(other))?.failure).toContain('libtensorflow_cc.so.2 has 100 bytes');
    expect(await installFor(other.tfjs, other.options)).toMatchObject({ did: 'installed' });
    expect(await fullCheck(engineOf(other))).toEqual({ ok: true, faults: [] });
    expect(other.cached()).toEqual([name, selected]);
  });

  it('lets the checksums decide where only the time of a file changed', async () => {
    const folder = engineOf(project(first));
    const file = join(folder, 'deps/lib/libtensorflow_framework.so.2');
    utimesSync(file, new Date(), new Date(0));
    expect(quickCheck(folder).ok).toBe(false);
    expect((await check(folder)).ok).toBe(true);
    expect(quickCheck(folder).ok).toBe(true);
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = 255 - (bytes.at(-1) ?? 0);
    writeFileSync(file, bytes);
    utimesSync(file, new Date(), new Date(0));
    expect((await check(folder)).faults).toEqual([expect.stringContaining('another checksum')]);
  });

  it('may run twice at once: one of the two engines stays, and nothing else', async () => {
    const { tfjs, options, cached, answer } = project();
    const both = await Promise.all([1, 2].map(() => installFor(tfjs, options)));
    expect(new Set(both.map((made) => made.folder)).size).toBe(1);
    expect(cached()).toEqual([name, selected]);
    expect(answer()).toBe(42);
  });

  it.each(['download', 'compile'])('leaves nothing behind when stopped at %s', async (stage) => {
    const { tfjs, options, cached } = project();
    const stop = new AbortController();
    const onProgress = (progress: { stage: string }) => progress.stage === stage && stop.abort();
    const work = installFor(tfjs, { ...options, onProgress, signal: stop.signal });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(cached()).toEqual([]);
    expect(linkState(tfjs.folder)).toEqual({ kind: 'none', folder: '' });
  });

  it('names the fault and leaves nothing behind when a step fails', async () => {
    const { tfjs, options, cached } = project();
    const install = (tensorflow: string) => installFor(tfjs, { ...options, tensorflow });
    await expect(install('0.0.2')).rejects.toMatchObject({ code: 'engine-install-no-library' });
    await expect(install('0.0.3')).rejects.toMatchObject({ code: 'engine-install-download' });
    await expect(install('2.x; rm')).rejects.toMatchObject({ code: 'engine-install-version' });
    appendFileSync(join(tfjs.folder, 'binding/tfjs_backend.cc'), 'this is not C++');
    await expect(install('0.0.1')).rejects.toMatchObject({ code: 'engine-install-compile' });
    expect(cached()).toEqual([]);
  });

  it('leaves an own build of tfjs-node alone', async () => {
    const { tfjs, cache, options } = project(first);
    const own = join(tfjs.folder, 'lib/napi-v8');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'tfjs_binding.node'), 'own');
    expect(await installFor(tfjs, { cache })).toMatchObject({ did: 'nothing', ours: false });
    await expect(installFor(tfjs, options)).rejects.toMatchObject({ code: 'engine-link-occupied' });
    expect(readFileSync(join(own, 'tfjs_binding.node'), 'utf8')).toBe('own');
  });
});
