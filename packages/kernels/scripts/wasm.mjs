import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = (name) => fileURLToPath(new URL(`../${name}/`, import.meta.url));
const [native, dist] = [folder('native'), folder('dist')];

const compileFlags = [
  ...['-O3', '-std=c11', '-msimd128', '-mbulk-memory', '-matomics', '-mnontrapping-fptoint', '-Wno-psabi'],
];
const linkFlags = [
  ...['-mexec-model=reactor', '-Wl,--no-entry', '-Wl,--import-memory', '-Wl,--max-memory=4294967296'],
  ...['-Wl,--export=__heap_base', '-Wl,-z,stack-size=65536'],
];

/** One code, linked for a memory of its own and for a shared one: what each module exports besides. */
const modules = {
  'kernels.wasm': ['-Wl,--export=altsparse_run'],
  'kernels-threads.wasm': [
    ...['-Wl,--shared-memory', '-Wl,--export=altsparse_lead', '-Wl,--export=altsparse_help'],
    '-Wl,--export=__stack_pointer',
    // What is taken of the C library is arithmetic, which threads may share, and was compiled without them.
    '-Wl,--no-check-features',
  ],
};
const flags = [compileFlags, linkFlags, Object.values(modules)].flat(2);

/** What is in the addon alone. */
const ofAddon = [
  'addon.c',
  'addon-lists.h',
  'addon-machine.h',
  'addon-pick.h',
  'addon-values.h',
  'host-lists.h',
  'team.h',
];

function sources() {
  const names = readdirSync(native).filter((name) => /\.[ch]$/.test(name) && !ofAddon.includes(name));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(native + name, 'utf8')]));
}

function fingerprintOf(files) {
  const hash = createHash('sha256').update(flags.join(' '));
  for (const [name, text] of Object.entries(files)) hash.update(name).update(text);
  return hash.digest('hex').slice(0, 12);
}

/** A section of its own at the module's end, which says what it was made from: `wasmMachine` reads it. */
function marked(module, fingerprint) {
  const [name, text] = [Buffer.from('altsparse'), Buffer.from(fingerprint)];
  return Buffer.concat([module, Buffer.from([0, 1 + name.length + text.length, name.length]), name, text]);
}

function isMadeFrom(fingerprint, file) {
  try {
    return readFileSync(file).subarray(-fingerprint.length).toString('latin1') === fingerprint;
  } catch {
    return false;
  }
}

/** Compiles and links: the modules by name. */
async function compile(files) {
  const { runClang } = await import('@yowasp/clang');
  // It tells each piece of its own files that it reads, unless it reads them before it is asked for anything.
  await runClang(null, {}, { fetchProgress: () => {} });
  const complaints = [];
  const stderr = (bytes) => bytes && complaints.push(Buffer.from(bytes));
  const clang = (args, tree) => runClang(['clang', ...args], tree, { stderr });
  try {
    const units = ['kernels', 'team-wasm'];
    let made = files;
    for (const unit of units) made = await clang([...compileFlags, '-c', `${unit}.c`, '-o', `${unit}.o`], made);
    const objects = units.map((unit) => `${unit}.o`);
    for (const [name, own] of Object.entries(modules))
      made = await clang([...linkFlags, ...own, ...objects, '-o', name], made);
    return made;
  } catch (cause) {
    throw new Error(`The kernels could not be compiled to WebAssembly.\n${Buffer.concat(complaints)}`, { cause });
  }
}

function put(name, content) {
  const fresh = `${dist}${name}.tmp-${process.pid}`;
  writeFileSync(fresh, content);
  renameSync(fresh, dist + name);
}

/** Compiles what is not there or stale (about 10 s) to dist/kernels.wasm and dist/kernels-threads.wasm; returns the fingerprint. */
export async function buildWasm(note = () => {}) {
  const files = sources();
  const fingerprint = fingerprintOf(files);
  const names = Object.keys(modules);
  if (names.every((name) => isMadeFrom(fingerprint, dist + name))) return fingerprint;
  note('Compiling the kernels to WebAssembly (10 s) …');
  const made = await compile(files);
  mkdirSync(dist, { recursive: true });
  for (const name of names) put(name, marked(made[name], fingerprint));
  return fingerprint;
}
