export { plainMachine } from './plain-machine.ts';
