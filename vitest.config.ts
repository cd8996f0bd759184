import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// Tests read the packages' sources, so that no build is needed before them.
const conditions = ['@altsparse/source', ...defaultServerConditions];

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'examples/**/*.test.ts', 'tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    env: { TF_CPP_MIN_LOG_LEVEL: '1' },
  },
});
