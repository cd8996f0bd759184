import { durationText, rampEndText, timetableText } from '../schedule/timetable-text.ts';
import { type MoveFacts, percentText } from './facts.ts';
import type { Move } from './move.ts';
import { defaultPolicies, type Policies, type Round, type Strategy } from './strategy.ts';
import { costText, exampleRounds } from './strategy-cost.ts';

/** What a strategy does, in words, as its own parts say it; an empty text where it does nothing of the kind. */
export interface StrategyFacts {
  /** Which weights leave masks at its events. */
  readonly drop: string;
  /** Which come. */
  readonly grow: string;
  /** Which weights compete. */
  readonly scope: string;
  /** What goes and comes as one. */
  readonly pattern: string;
  /** How the sparsity rises, and until when. */
  readonly ramp: string;
  /** When its events are. */
  readonly period: string;
  /** First masks. */
  readonly initial: string;
  /** What becomes of values and optimizer slots outside masks, and of grown weights. */
  readonly slots: string;
  /** What steps and events cost, by `COST_RULE`. */
  readonly cost: string;
  /** Do masks change while a stage runs? */
  readonly dynamic: boolean;
  /** Does it run the stage several times? */
  readonly rounds: boolean;
  /** Does each sub-net end at its target? Otherwise at the sparsity of its first mask. */
  readonly reachesTarget: boolean;
}

/** A first sparsity from here on is above any target that is meant. */
const anyTarget = 1 - 2 ** -10;

/**
 * What a strategy does, gathered from its own parts: the facts of its moves, its timetable, its policies.
 *
 * @example
 * strategyFacts(granet()).grow // => 'largest gradient-magnitude'
 */
export function strategyFacts(strategy: Strategy): StrategyFacts {
  const { moves, timetable, initial, initialSparsity, relation, invariants = [] } = strategy;
  const rounds = exampleRounds(strategy);
  const movesMasks = timetable !== undefined && moves.length > 0;
  const between = betweenRounds(rounds);
  return {
    drop: joined(factOf(moves, 'drop'), ...silentOf(moves), between.drop),
    grow: factOf(moves, 'grow'),
    scope: joined(factOf(moves, 'scope'), relation?.name, between.scope),
    pattern: patternOf([initial, ...moves]),
    ramp: rampText(strategy),
    period: joined(movesMasks ? timetableText(timetable) : '', between.period),
    initial: initialText(initial, initialSparsity),
    slots: slotsText({ ...defaultPolicies, ...strategy.policies }),
    cost: costText(strategy),
    dynamic: movesMasks && !invariants.includes('fixedMask'),
    rounds: rounds.length > 0,
    reachesTarget:
      rounds.length > 0 || initialSparsity >= anyTarget || moves.some((move) => move.reachesTarget === true),
  };
}

/** What happens from the first round to the second. */
function betweenRounds([first, second]: readonly Round[]): { drop?: string; scope?: string; period?: string } {
  if (first === undefined || second === undefined) return {};
  const { facts } = second.strategy.initial;
  const share = 1 - (1 - (second.sparsities[0] ?? 0)) / (1 - (first.sparsities[0] ?? 0));
  return {
    drop: `${facts?.drop ?? second.strategy.initial.name}, ${percentText(share)} of what is left`,
    ...(facts?.scope !== undefined && { scope: facts.scope }),
    period: ['each round', ...(second.rewindTo === undefined ? [] : [`back to ${durationText(second.rewindTo)}`])].join(
      '; ',
    ),
  };
}

function joined(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join('; ');
}

/** One fact of all moves that have it; each with its move's name where they differ. */
function factOf(moves: readonly Move[], key: 'drop' | 'grow' | 'scope' | 'ramp'): string {
  const said = moves.flatMap(({ name, facts }) => (facts?.[key] === undefined ? [] : [{ name, text: facts[key] }]));
  const texts = new Set(said.map(({ text }) => text));
  return texts.size === 1 ? [...texts].join() : said.map(({ name, text }) => `${name}: ${text}`).join('; ');
}

/** Moves without facts are named, so that a table does not pass them over. */
function silentOf(moves: readonly Move[]): string[] {
  return moves.flatMap(({ name, facts }) => (facts === undefined ? [`${name}: does not say`] : []));
}

function patternOf(moves: readonly Move[]): string {
  return [...new Set(moves.flatMap(({ facts }) => facts?.pattern ?? []))].join('; ') || 'single weights';
}

function rampText({ moves, timetable }: Strategy): string {
  const ramp = factOf(moves, 'ramp');
  return ramp === '' || timetable === undefined ? ramp : `${ramp}, ${rampEndText(timetable)}`;
}

function initialText({ name, facts }: Move, sparsity: number): string {
  const which = facts?.keep ?? (facts?.drop === undefined ? name : `without the ${facts.drop}`);
  if (sparsity === 0) return which;
  const at = facts?.at ?? (sparsity >= anyTarget ? 'at the target' : `at ${percentText(sparsity)}`);
  return [which, ...scopeOf(facts), at].join(', ');
}

function scopeOf(facts: MoveFacts | undefined): string[] {
  return facts?.scope === undefined ? [] : [facts.scope];
}

function slotsText({ elsewhere, nowhere, grown, slots }: Policies): string {
  const left = typeof nowhere === 'string' ? nowhere : `decay ${nowhere.decay}`;
  const own = slots === 'perSubnet' ? ['slots for each sub-net'] : [];
  return [`nowhere ${left}`, `elsewhere ${elsewhere}`, `grown value ${grown.value}, slot ${grown.slot}`, ...own].join(
    '; ',
  );
}
