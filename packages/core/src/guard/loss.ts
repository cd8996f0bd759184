import { AltsparseError } from '../error.ts';
import { attempt } from '../loop/blame.ts';
import type { Loss, LossResult } from '../loss/loss.ts';
import { partPlace } from '../plugin/origin.ts';

/**
 * The same loss, its answers checked: a number as value, and one finite number for each logit as gradient. A value that
 * is not finite passes: the loop reports it with step and sub-net.
 */
export function guardLoss(loss: Loss): Loss {
  const part = partPlace('loss', loss.name, 'evaluate', loss);
  return {
    name: loss.name,
    evaluate: (logits, classes, batch) =>
      attempt(part, () => {
        const result = loss.evaluate(logits, classes, batch);
        refuseResult(result, logits.length);
        return result;
      }),
  };
}

function refuseResult(result: LossResult | undefined, length: number): void {
  if (typeof result?.value !== 'number')
    throw new AltsparseError('loss-value', 'A loss gave no number as its value.', { found: result?.value ?? result });
  const { value, gradient } = result;
  if (!(gradient instanceof Float32Array) || gradient.length !== length)
    throw new AltsparseError('loss-gradient', 'The gradient of a loss does not fit the logits.', {
      found: gradient instanceof Float32Array ? `${gradient.length} numbers` : typeof gradient,
      expected: `a Float32Array of ${length} numbers`,
    });
  const ill = Number.isFinite(value) ? gradient.findIndex((one) => !Number.isFinite(one)) : -1;
  if (ill >= 0)
    throw new AltsparseError('loss-gradient', 'The gradient of a loss is not finite, though its value is.', {
      place: `logit ${ill}`,
      found: gradient[ill],
    });
}
