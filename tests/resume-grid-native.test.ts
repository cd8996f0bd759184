import { engineStatus } from '@altsparse/engine/node';
import { resumeGrid } from './resume-grid.test.kit.ts';

// skipped where TensorFlow's library is not installed
const { link } = await engineStatus();
resumeGrid('tfjs-node', link.kind === 'ours' || link.kind === 'foreign');
