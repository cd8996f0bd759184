import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = (name) => fileURLToPath(new URL(`../${name}/`, import.meta.url));
const [native, dist] = [folder('native'), folder('dist')];

const flags = [
  ...['-O3', '-std=c11', '-msimd128', '-mbulk-memory', '-mnontrapping-fptoint', '-Wno-psabi'],
  ...['-mexec-model=reactor', '-Wl,--no-entry', '-Wl,--import-memory', '-Wl,--max-memory=4294967296'],
  ...['-Wl,--export=altsparse_run', '-Wl,--export=__heap_base', '-Wl,-z,stack-size=65536'],
];

// One thread has nobody to meet.
const alone = 'void altsparse_meet(void *team, int thread) { (void)team; (void)thread; }\n';

function sources() {
  const names = readdirSync(native).filter((name) => /\.[ch]$/.test(name) && !['addon.c', 'team.h'].includes(name));
  const files = Object.fromEntries(names.sort().map((name) => [name, readFileSync(native + name, 'utf8')]));
  return { ...files, 'alone.c': alone };
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

async function compile(files) {
  const { runClang } = await import('@yowasp/clang');
  // It tells each piece of its own files that it reads, unless it reads them before it is asked for anything.
  await runClang(null, {}, { fetchProgress: () => {} });
  const complaints = [];
  const stderr = (bytes) => bytes && complaints.push(Buffer.from(bytes));
  try {
    const command = ['clang', ...flags, '-o', 'kernels.wasm', 'kernels.c', 'alone.c'];
    return (await runClang(command, files, { stderr }))['kernels.wasm'];
  } catch (cause) {
    throw new Error(`The kernels could not be compiled to WebAssembly.\n${Buffer.concat(complaints)}`, { cause });
  }
}

/** Compiles what is not there or stale (about 10 s) to dist/kernels.wasm; returns the fingerprint. */
export async function buildWasm(note = () => {}) {
  const files = sources();
  const fingerprint = fingerprintOf(files);
  const file = `${dist}kernels.wasm`;
  if (isMadeFrom(fingerprint, file)) return fingerprint;
  note('Compiling the kernels to WebAssembly (10 s) …');
  const module = marked(await compile(files), fingerprint);
  mkdirSync(dist, { recursive: true });
  const fresh = `${file}.tmp-${process.pid}`;
  writeFileSync(fresh, module);
  renameSync(fresh, file);
  return fingerprint;
}
