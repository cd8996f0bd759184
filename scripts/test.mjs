// npm test [-- --unit] [VITEST ARGUMENT …]: every check of this repository. The last line is `N passed, N failed`;
// each of the steps build, lint and docs counts as one. With --unit: the packages' own tests and nothing else.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { build, install, installEngine, run } from './lib/workspace.mjs';

const args = process.argv.slice(2).filter((arg) => arg !== '--unit');
const unit = process.argv.includes('--unit');
const total = { passed: 0, failed: 0 };

function timed(title, work) {
  console.log(`\n== ${title}`);
  const start = performance.now();
  const result = work();
  console.log(`== ${title}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/** A step that counts as one test. */
function check(title, work) {
  const status = timed(title, work);
  total[status === 0 ? 'passed' : 'failed'] += 1;
  if (status !== 0) console.log(`== ${title}: FAILED (exit status ${status})`);
  return status;
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 }; // vitest ended before it could count
  }
}

function tests() {
  const folder = mkdtempSync(join(tmpdir(), 'altsparse-test-'));
  const counts = join(folder, 'counts.json');
  const reporters = ['--reporter=default', '--reporter=./scripts/lib/count-reporter.mjs'];
  const status = timed('tests', () =>
    run('vitest', ['run', ...reporters, ...(unit ? ['--project=unit'] : []), ...args], {
      env: { ALTSPARSE_TEST_COUNTS: counts },
    }),
  );
  const { passed, failed } = readCounts(counts);
  rmSync(folder, { recursive: true, force: true });
  total.passed += passed;
  total.failed += Math.max(failed, status === 0 ? 0 : 1);
}

function finish() {
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

function main() {
  const installed = timed('install', install);
  if (installed !== 0) {
    total.failed += 1;
    return;
  }
  if (unit) {
    tests();
    return;
  }
  check('build and types', build);
  timed('engines', installEngine);
  check('lint', () => run('biome', ['ci', '--error-on-warnings']));
  tests();
  check('docs', () => run('typedoc', ['--logLevel', 'Warn']));
}

main();
finish();
