import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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

const write = (name, data) => {
  const fresh = `${dist}${name}.tmp-${process.pid}`;
  writeFileSync(fresh, data);
  renameSync(fresh, dist + name);
};

/** Compiles what is not there or stale (about 10 s); returns the fingerprint. */
export async function buildWasm(note = () => {}) {
  const files = sources();
  const fingerprint = fingerprintOf(files);
  const mark = `${dist}kernels.txt`;
  if (existsSync(`${dist}kernels.wasm`) && existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint)
    return fingerprint;
  const { runClang } = await import('@yowasp/clang');
  note('Compiling the kernels to WebAssembly (10 s) …');
  const command = ['clang', ...flags, '-o', 'kernels.wasm', 'kernels.c', 'alone.c'];
  const made = await runClang(command, files, { fetchProgress: () => {} });
  mkdirSync(dist, { recursive: true });
  write('kernels.wasm', made['kernels.wasm']);
  write('kernels.txt', fingerprint);
  return fingerprint;
}
