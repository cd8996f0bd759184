import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineCache } from './cache-folder.ts';
import { knownChecksum } from './known-wheels.ts';
import { type EngineKey, folderName, wheelTarget } from './target.ts';
import { gpuCompanions } from './wheel.ts';

const linux: EngineKey = { tensorflow: '2.15.1', tfjs: '4.22.0', platform: 'linux', arch: 'x64', gpu: false };
const packageFor = (change: Partial<EngineKey>) => wheelTarget({ ...linux, ...change }).package;

describe('the wheel for a machine', () => {
  it('is named after platform, processor, GPU and version', () => {
    expect(packageFor({})).toBe('tensorflow-cpu');
    expect(packageFor({ gpu: true })).toBe('tensorflow');
    expect(packageFor({ arch: 'arm64' })).toBe('tensorflow-cpu-aws');
    expect(packageFor({ arch: 'arm64', tensorflow: '2.16.1' })).toBe('tensorflow');
    expect(packageFor({ platform: 'darwin', arch: 'arm64', tensorflow: '2.9.0' })).toBe('tensorflow-macos');
    expect(packageFor({ platform: 'darwin' })).toBe('tensorflow');
  });

  it('is refused where there is none', () => {
    expect(() => packageFor({ platform: 'win32' })).toThrow(/win32-x64/);
    expect(() => packageFor({ arch: 'arm64', gpu: true })).toThrow(/linux-arm64 with a GPU/);
    expect(() => packageFor({ arch: 'riscv64' })).toThrow(/sparse kernels compute all/);
  });

  it('has a checksum on record for the default version, and for no other', () => {
    const checksum = (change: Partial<EngineKey>) => {
      const key = { ...linux, ...change };
      return knownChecksum(wheelTarget(key), key.tensorflow);
    };
    expect(checksum({})).toBe('54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26');
    const others = [{ gpu: true }, { arch: 'arm64' }, { platform: 'darwin' }, { platform: 'darwin', arch: 'arm64' }];
    expect(new Set(others.map(checksum)).size).toBe(4);
    expect(others.map(checksum)).not.toContain(undefined);
    expect(checksum({ tensorflow: '2.20.0' })).toBeUndefined();
  });

  it('names the NVIDIA libraries it goes with, in either form of metadata', () => {
    const metadata = [
      "Requires-Dist: nvidia-cublas-cu12 (==12.2.5.6) ; extra == 'and-cuda'",
      'Requires-Dist: nvidia-cudnn-cu12 ==8.9.4.25 ; extra == "and-cuda"',
      'Requires-Dist: numpy (<2.0.0,>=1.23.5)',
    ].join('\n');
    expect(gpuCompanions(metadata)).toEqual(['nvidia-cublas-cu12==12.2.5.6', 'nvidia-cudnn-cu12==8.9.4.25']);
  });
});

describe('the place of an engine', () => {
  it('is a folder named after all that it depends on', () => {
    expect(folderName(linux)).toBe('2.15.1-4.22.0-linux-x64');
    expect(folderName({ ...linux, gpu: true })).toBe('2.15.1-4.22.0-linux-x64-gpu');
  });

  it('follows the setting, then the variables, then the home folder', () => {
    const both = { ALTSPARSE_CACHE: '/own', XDG_CACHE_HOME: '/xdg' };
    expect(engineCache('/asked', both)).toBe('/asked/engine');
    expect(engineCache(undefined, both)).toBe('/own/engine');
    expect(engineCache(undefined, { XDG_CACHE_HOME: '/xdg' })).toBe('/xdg/altsparse/engine');
    expect(engineCache(undefined, {})).toBe(join(homedir(), '.cache/altsparse/engine'));
  });
});
