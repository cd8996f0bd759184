import type { SubnetWeights } from '@altsparse/core';
import type { Engine } from './engine.ts';
import { forwardListsOf, inputListsOf } from './layer-lists.ts';
import { type ListGroup, placeLists } from './list-group.ts';
import type { KnownTape, TapeName } from './tapes.ts';

/** What is derived from a sub-net's mask. */
export interface SubnetLists {
  /** The mask's version, and the mask. */
  readonly version: number;
  /** The array that was read. */
  readonly mask: Uint8Array;
  /** Weights by filter; positions whose gradient is wanted are the same. */
  readonly forward: ListGroup;
  /** Weights by input channel, once they were needed. */
  inputs?: ListGroup;
  /** Made so far. */
  readonly tapes: Map<TapeName, KnownTape>;
}

/** The lists of a sub-net's mask: made anew when the mask has changed. */
export function listsFor(engine: Engine, subnet: number, { mask, maskVersion }: SubnetWeights): SubnetLists {
  const known = engine.subnets.get(subnet);
  if (known !== undefined && known.version === maskVersion && known.mask === mask) return known;
  engine.subnets.delete(subnet); // nor are lists found that were released, if new ones cannot be made
  if (known !== undefined) release(engine, known);
  const forward = placeLists(engine, forwardListsOf(engine, mask));
  const made: SubnetLists = { version: maskVersion, mask, forward, tapes: new Map() };
  engine.subnets.set(subnet, made);
  return made;
}

/** The lists by input channel, made when first needed. */
export function inputsOf(engine: Engine, subnet: SubnetLists): ListGroup {
  subnet.inputs ??= placeLists(engine, inputListsOf(engine, subnet.mask));
  return subnet.inputs;
}

function release({ regions }: Engine, { forward, inputs }: SubnetLists): void {
  regions.free(forward.region);
  if (inputs !== undefined) regions.free(inputs.region);
}
