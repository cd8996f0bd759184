import { resumeGrid } from './resume-grid.test.kit.ts';

resumeGrid('wasm', true);
