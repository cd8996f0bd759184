import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// Tests read the packages' sources, so that no build is needed before them.
const conditions = ['@altsparse/source', ...defaultServerConditions];

const project = (name: string, include: string[]) => ({ extends: true as const, test: { name, include } });

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    env: { TF_CPP_MIN_LOG_LEVEL: '1' },
    projects: [
      project('unit', ['packages/*/src/**/*.test.ts']),
      project('whole', ['tests/**/*.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.mjs']),
    ],
  },
});
