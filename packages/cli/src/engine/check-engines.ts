import { tfjsNetwork } from '@altsparse/engine';
import { type DoctorCheck, doctor, type ResolvedEngine } from '@altsparse/engine/node';
import { sparseNetwork } from '@altsparse/engine-sparse';
import { nodeMachine } from '@altsparse/kernels/node';
import type { EngineChoice } from '../config/engine-choice.ts';
import { CONVOLUTION_RULE, convolutionSpeeds } from './convolution-speed.ts';
import { wishOf } from './wish.ts';

type Machine = Awaited<ReturnType<typeof nodeMachine>>;

const others = 'Look for other programs on the processor, and at the number of threads.';

/**
 * Examines the engines of this machine: TensorFlow's, the sparse one, and both on the same convolutions.
 *
 * @param note - Told, in a line, that kernels are being compiled.
 */
export async function checkEngines(
  engine: EngineChoice,
  note: (line: string) => void,
): Promise<readonly DoctorCheck[]> {
  const { choice, backend } = wishOf({ engine, switchAt: 1, precision: 'fp32' });
  const dense = choice === 'sparse' ? undefined : await doctor({ prefer: backend });
  const beside = dense === undefined ? undefined : await denseSpeed(dense.engine);
  const speed = beside === undefined ? [] : [denseCheck(beside)];
  const sparse = choice === 'tensorflow' ? [] : await sparseChecks(note, beside);
  return [...(dense?.checks ?? []), ...speed, ...sparse];
}

async function denseSpeed({ tf }: ResolvedEngine): Promise<number> {
  const [speed = 0] = await convolutionSpeeds({ open: (plan) => tfjsNetwork({ plan, tf }), sparsities: [0] });
  return speed;
}

async function sparseChecks(note: (line: string) => void, dense?: number): Promise<readonly DoctorCheck[]> {
  const machine = await nodeMachine({ note });
  const about = machineCheck(machine);
  const open = (plan: Parameters<typeof sparseNetwork>[0]['plan'] & {}) => sparseNetwork({ plan, machine });
  const [at0 = 0, at90 = 0] = await convolutionSpeeds({ open, sparsities: [0, 0.9] });
  return [about, speedCheck(machine, 0, at0, dense), speedCheck(machine, 0.9, at90, dense)];
}

function denseCheck(speed: number): DoctorCheck {
  return { name: 'TensorFlow, a training step', ok: 'good', value: speedText(speed), rule: CONVOLUTION_RULE };
}

function machineCheck({ name, isa, threads, mixed }: Machine): DoctorCheck {
  const native = name === 'native';
  return {
    name: 'sparse engine',
    ok: native ? 'good' : 'warn',
    value: `sparse-${name}, ${isa}, ${threads} thread${threads === 1 ? '' : 's'}, precision fp32${mixed ? ' or mixed' : ''}`,
    rule: 'native kernels, compiled for this processor; WebAssembly has shorter vectors',
    ...(native ? {} : { hint: 'Install gcc or clang, then run `altsparse engine install`.' }),
  };
}

/** GFLOP/s of one thread from which kernels are as fast as they should be: the vectors of common processors at 2 GHz. */
function expected({ name, threads }: Machine, sparsity: number): number {
  const dense = (name === 'native' ? 20 : 5) * threads;
  return sparsity === 0 ? dense : 3 * dense;
}

function speedCheck(machine: Machine, sparsity: number, speed: number, dense: number | undefined): DoctorCheck {
  const least = expected(machine, sparsity);
  const good = speed >= least;
  const beside = dense === undefined ? '' : `, ${(speed / dense).toFixed(1)} times TensorFlow`;
  return {
    name: `sparse engine, at ${100 * sparsity} %`,
    ok: good ? 'good' : 'warn',
    value: `${speedText(speed)}${beside}`,
    rule: `${CONVOLUTION_RULE}; good from ${least}`,
    ...(good
      ? {}
      : {
          hint: machine.name === 'native' ? others : 'Native kernels are several times faster: install gcc or clang.',
        }),
  };
}

function speedText(speed: number): string {
  return `${speed.toPrecision(3)} GFLOP/s`;
}
