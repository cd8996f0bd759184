// A vitest reporter that counts. It writes { passed, failed } to the file that ALTSPARSE_TEST_COUNTS names, or prints `N passed, N failed`.
import { writeFileSync } from 'node:fs';
import process from 'node:process';

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length };
    for (const module of modules) {
      counts.failed += module.errors().length; // a file that does not load
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state in counts) counts[state] += 1;
      }
    }
    const file = process.env.ALTSPARSE_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(counts));
    else console.log(`${counts.passed} passed, ${counts.failed} failed`);
  }
}
