import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { bindingFile } from './compile-binding.ts';
import type { InstallOptions } from './install-engine.ts';
import { packageIn, type TfjsPackage } from './tfjs-package.ts';
import { findTools } from './tools.ts';

/** A real installation in miniature: real wheels in a folder that pip is pointed at, real libraries, a real binding. */
export interface TinyProject {
  readonly root: string;
  /** Stands for `node_modules/@tensorflow/tfjs-node`. */
  readonly tfjs: TfjsPackage;
  readonly cache: string;
  readonly options: InstallOptions;
  /** The number that the installed binding gets from the library; it loads both. */
  readonly answer: () => unknown;
  /** What lies in the engines' folder. */
  readonly cached: () => string[];
  readonly remove: () => void;
}

const binding = `
#include <node_api.h>
#include "tensorflow/c/tiny.h"
static napi_value init(napi_env env, napi_value exports) {
  napi_value answer;
  napi_create_int32(env, tiny_answer(), &answer);
  napi_set_named_property(env, exports, "answer", answer);
  return exports;
}
NAPI_MODULE(tiny, init)
`;
const header = 'extern "C" int tiny_answer();\n';
const library = 'extern "C" int tiny_part(); extern "C" int tiny_answer() { return tiny_part() + 2; }\n';
const framework = 'extern "C" int tiny_part() { return 40; }\n';

function write(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function compileLibrary(folder: string, name: string, source: string): void {
  write(folder, { 'source.cc': source });
  const output = join(folder, 'tensorflow', name);
  const flags = ['-shared', '-fPIC', `-Wl,-soname,${name}`, '-o', output];
  execFileSync('g++', [...flags, join(folder, 'source.cc')]);
}

function makeWheel(folder: string, version: string, complete: boolean): void {
  const work = join(folder, `content-${version}`);
  const info = `tensorflow_cpu-${version}.dist-info`;
  write(work, {
    'tensorflow/include/tensorflow/c/tiny.h': header,
    'tensorflow/python/not_wanted.py': 'raise SystemExit\n',
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: ${version}\n`,
    [`${info}/WHEEL`]:
      'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: py3-none-manylinux2014_x86_64\n',
    [`${info}/RECORD`]: '',
  });
  compileLibrary(work, 'libtensorflow_framework.so.2', framework);
  if (complete) compileLibrary(work, 'libtensorflow_cc.so.2', library);
  const wheel = join(folder, `tensorflow_cpu-${version}-py3-none-manylinux2014_x86_64.whl`);
  execFileSync('python3', ['-m', 'zipfile', '-c', wheel, 'tensorflow', info], { cwd: work });
}

/** Makes the wheels and points pip at them: 0.0.1 is whole, 0.0.2 lacks the library, 0.0.3 does not exist. */
export function makeTinyWheels(): string {
  const folder = mkdtempSync(join(tmpdir(), 'altsparse-wheels-'));
  makeWheel(folder, '0.0.1', true);
  makeWheel(folder, '0.0.2', false);
  process.env.PIP_NO_INDEX = '1';
  process.env.PIP_FIND_LINKS = folder;
  return folder;
}

/** Makes a project with an empty cache, or with a copy of another one's. */
export function makeTinyProject(installed?: TinyProject): TinyProject {
  const root = mkdtempSync(join(tmpdir(), 'altsparse-engine-'));
  const folder = join(root, 'tfjs-node');
  const cache = join(root, 'cache');
  if (installed !== undefined) cpSync(installed.cache, cache, { recursive: true, preserveTimestamps: true });
  write(folder, {
    'package.json': '{ "version": "9.9.9" }',
    'binding/tfjs_backend.cc': '',
    'binding/tfjs_binding.cc': binding,
  });
  return {
    root,
    tfjs: packageIn(folder),
    cache,
    options: { cache, tensorflow: '0.0.1' },
    answer: () => (createRequire(import.meta.url)(join(folder, bindingFile)) as { answer: unknown }).answer,
    cached: () => readdirSync(join(cache, 'engine')).sort(),
    remove: () => rmSync(root, { recursive: true }),
  };
}

/** Whether this machine can build the miniature. */
export async function canBuild(): Promise<boolean> {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !readFileSync('/proc/version', 'utf8')) return false;
  return await findTools().then(
    (tools) => tools.compiler === 'g++',
    () => false,
  );
}
