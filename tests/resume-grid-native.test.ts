import { engineStatus } from '@altsparse/engine/node';
import { resumeGrid } from './resume-grid.test.kit.ts';

// skipped where the native engine is not installed
const { link } = await engineStatus();
resumeGrid('tfjs-node', link.kind === 'ours' || link.kind === 'foreign');
