import { forwardCost, planGraph } from '@altsparse/core';
import { type Model, models } from '@altsparse/models';
import { countText } from '../terminal/numbers.ts';
import { printTree } from '../terminal/output.ts';
import { formatTable } from '../terminal/table.ts';
import type { AddCommand } from './add-command.ts';

/** `altsparse models`. */
export const addModels: AddCommand = (program, output) => {
  program
    .command('models')
    .description('list the models')
    .option('--json', 'as JSON')
    .action(({ json }: { readonly json?: boolean }) => {
      const facts = models.map(factsOf);
      if (json) printTree(output, facts);
      else for (const line of tableOf(facts)) output.out(line);
    });
};

type Facts = ReturnType<typeof factsOf>;

function factsOf(model: Model) {
  const { name, summary, source, inputShape } = model;
  const plan = planGraph(model.build());
  const { maskableCount, parameterCount } = plan;
  return { name, summary, source, inputShape, classes: 10, maskableCount, parameterCount, ...costOf(plan) };
}

function costOf(plan: ReturnType<typeof planGraph>): { readonly denseFlops: number } {
  return { denseFlops: forwardCost(plan).denseFlops };
}

function tableOf(facts: readonly Facts[]): string[] {
  const columns = [
    { head: 'model' },
    { head: 'input' },
    { head: 'parameters', align: 'right' },
    { head: 'maskable', align: 'right' },
    { head: 'forward FLOPs', align: 'right' },
    { head: '' },
  ] as const;
  const rows = facts.map((one) => [
    one.name,
    one.inputShape.join('×'),
    countText(one.parameterCount),
    countText(one.maskableCount),
    countText(one.denseFlops),
    one.summary,
  ]);
  return [
    ...formatTable(columns, rows),
    '',
    'For 10 classes; input and classes come from the data.',
    "One of your own: model: { file: './my-model.ts' }.",
  ];
}
