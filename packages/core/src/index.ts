export { type Cost, FLOP_RULE, forwardCost, forwardCostAt, type NodeCost } from './cost/cost.ts';
export type { Batch, BatchSource } from './data/batch.ts';
export { AltsparseError, type ErrorDetails } from './error.ts';
export { type ErrorCode, type ErrorEntry, errorCatalogue, type KnownErrorCode } from './errors/catalogue.ts';
export { type ConvOptions, type DenseOptions, GraphBuilder } from './graph/builder.ts';
export type { Graph, GraphNode, GraphPlan, Normalisation, Parameter } from './graph/graph.ts';
export { initialParameters, initialStatistics } from './graph/initial-parameters.ts';
export { drawInitial, type Fans, type Initialiser, type KernelInitialisers } from './graph/initialiser.ts';
export { type Operation, type OperationNamed, operationRules, ruleOf } from './graph/operation.ts';
export type { BatchNorm } from './graph/operations/batch-norm.ts';
export type { Conv2d } from './graph/operations/conv2d.ts';
export type { Dense } from './graph/operations/dense.ts';
export type { Activation, ActivationKind, Add, Dropout } from './graph/operations/elementwise.ts';
export type { Opaque } from './graph/operations/opaque.ts';
export type { GlobalPool, Pool } from './graph/operations/pool.ts';
export type { Concatenate, Flatten, Input, ZeroPad } from './graph/operations/shaping.ts';
export { matchesName, type NamePattern } from './graph/pattern.ts';
export { type PlanOptions, planGraph } from './graph/plan-graph.ts';
export { type FunctionModel, planVariables, type VariableSpec } from './graph/plan-variables.ts';
export type { OperationRule, ParameterSpec, Role } from './graph/rule.ts';
export { type Padding, type Shape, sizeOf, symmetric } from './graph/shape.ts';
export { attempt } from './loop/blame.ts';
export type { Books, SubnetBooks } from './loop/books.ts';
export type { Stage, StageRun } from './loop/context.ts';
export { type Evaluation, type EvaluationRequest, evaluate } from './loop/evaluate.ts';
export type {
  ConflictEvent,
  EvaluatingEvent,
  EvaluationEvent,
  MaskChange,
  Observer,
  RunEvent,
  StageEvent,
  StepEvent,
} from './loop/events.ts';
export type { Run, RunResult, SubnetResult } from './loop/run.ts';
export { nameOf, type StageOptions, type StageStart, type SubnetSpec, targetOf } from './loop/stage.ts';
export type { Keeper, Moment, RunState } from './loop/state.ts';
export { digest, type Trace, type TraceEntry, type TraceHook } from './loop/trace.ts';
export { type TrainOptions, train } from './loop/train.ts';
export { type CrossEntropyOptions, countCorrect, crossEntropy, softCrossEntropy } from './loss/cross-entropy.ts';
export type { Loss, LossResult } from './loss/loss.ts';
export { rankBy } from './mask/ask-score.ts';
export { countKept, keptCount, sparsityOf } from './mask/count.ts';
export { countPromise } from './mask/count-promise.ts';
export {
  constantDecay,
  cosineDecay,
  cosineRamp,
  cubicRamp,
  type Decay,
  linearDecay,
  linearRamp,
  type Ramp,
  shareAt,
  sparsityAt,
} from './mask/curve.ts';
export { type Distribution, erk, type LayerOverride, layerCounts, uniform } from './mask/distribution.ts';
export { type DropShareOptions, dropShare } from './mask/drop-share.ts';
export { type ExchangeOptions, exchange } from './mask/exchange.ts';
export { largestBy, type MoveFacts, percentText, smallestBy } from './mask/facts.ts';
export { type KeepSomeOptions, keepAll, keepSome } from './mask/initial.ts';
export { type MaskLayer, maskLayers } from './mask/layer.ts';
export { byMeanScore, bySurvivors, type LayerWeight } from './mask/layer-weight.ts';
export type { MaskEvent, MaskNeed, MaskView, Move, MoveResult, Score } from './mask/move.ts';
export { type Pattern, type PatternChoice, type UnitFamily, unstructured } from './mask/pattern.ts';
export { type BlockOptions, block, type KernelAxis, outputChannel } from './mask/pattern-block.ts';
export { type LeadingChannelsOptions, leadingChannels } from './mask/pattern-leading.ts';
export { type NmOptions, nm, type Remainder } from './mask/pattern-nm.ts';
export { type PruneBelowOptions, pruneBelow } from './mask/prune-below.ts';
export { markByCounts, type PruneToOptions, pruneTo } from './mask/prune-to.ts';
export { type RegrowOptions, regrow } from './mask/regrow.ts';
export { cutTo, growTo, type ResizeOptions } from './mask/resize.ts';
export { gradientMagnitude, gradientOf, magnitude, randomScore, sensitivity } from './mask/scores.ts';
export { type Candidates, markAbove, markLargest, markLargestOverall, type Threshold } from './mask/select.ts';
export { slotMagnitude } from './mask/slot-score.ts';
export { spreadGrowth } from './mask/spread-growth.ts';
export {
  atTarget,
  defaultPolicies,
  type Invariant,
  type Policies,
  type Relation,
  type RelationScene,
  type Round,
  type RoundsRequest,
  type Strategy,
} from './mask/strategy.ts';
export { COST_RULE } from './mask/strategy-cost.ts';
export { type StrategyFacts, strategyFacts } from './mask/strategy-facts.ts';
export { layUnits, type PlacedFamily, planUnits, sumUnits, type UnitPlan, wholeUnits } from './mask/units.ts';
export type { DifferentiateRequest, ForwardRequest, Network, Pass, SubnetWeights } from './network/network.ts';
export { type SwitchingNetworkOptions, switchingName, switchingNetwork } from './network/switching-network.ts';
export { type AdamWOptions, adamw } from './optimizer/adamw.ts';
export { applyUpdate, type UpdateRequest } from './optimizer/apply-update.ts';
export { type Optimizer, slotOf, type UpdateSpan } from './optimizer/optimizer.ts';
export { type SgdOptions, sgd } from './optimizer/sgd.ts';
export { decayOf, type WeightDecay } from './optimizer/weight-decay.ts';
export { type PlannedEvent, planStage, planStages, type StagePlan, type SubnetPlan } from './plan/plan-stage.ts';
export {
  type DecayName,
  type DistributionName,
  decayOption,
  decaysByName,
  distributionOption,
  distributionsByName,
  durationOption,
  overridesOption,
  partOption,
  patternOption,
  type RampName,
  rampOption,
  rampsByName,
  sparsityOption,
} from './plugin/option-schemas.ts';
export { noteOrigin, originOf, partPlace } from './plugin/origin.ts';
export {
  type Contribution,
  contribute,
  definePlugin,
  type ModelBuilder,
  type ObservedRun,
  type ObserverBuilder,
  type PartKinds,
  type Plugin,
  type Preset,
} from './plugin/plugin.ts';
export { derive, type RandomStream, randomStream } from './random.ts';
export { type Duration, epochs, inSteps, type StageLength, share, steps } from './schedule/duration.ts';
export {
  type Clock,
  type CosineOptions,
  constantRate,
  cosineRate,
  type RateSchedule,
  steppedRate,
  warmUp,
} from './schedule/learning-rate.ts';
export { random } from './schedule/random-turn.ts';
export { type SandwichOptions, sandwich } from './schedule/sandwich.ts';
export { alternating, joint, previousOwnStep, type Scheduler, type Turn } from './schedule/scheduler.ts';
export {
  type DueQuestion,
  dueEvent,
  eventsOf,
  type Place,
  type ResolvedTimetable,
  rampProgress,
  resolveTimetable,
  type Timetable,
} from './schedule/timetable.ts';
export { showValue } from './show.ts';
export {
  type Algebra,
  algebraWith,
  hostAlgebra,
  type Part,
  type RootStep,
  type Span,
  type Where,
} from './store/algebra.ts';
export { hostLists, type Listed, type ListedOperations } from './store/algebra-at.ts';
export type { InitialWeights } from './store/initial-weights.ts';
export type { Kept } from './store/kept.ts';
export {
  createLayout,
  type Layout,
  type NormalisationRule,
  type NormalisationUse,
  type Segment,
} from './store/layout.ts';
export { restoreSnapshot, type Snapshot, snapshotOf } from './store/snapshot.ts';
export {
  createStore,
  maskOf,
  type Remembered,
  type SlotPlan,
  type Store,
  setMask,
  subnetWeights,
  updateStatistics,
} from './store/store.ts';
export { clearNowhere, settleUnion, unionOf } from './store/union.ts';
export { ACTIVE, createZoneMap, ELSEWHERE, NOWHERE, type ZoneMap } from './store/zones.ts';
export { type Corrected, correct, type Patient, type Reference } from './surgery/correct.ts';
export { operate } from './surgery/operate.ts';
export {
  type Grams,
  type KnownPlaces,
  type KnownReference,
  knownReference,
  lazyGrams,
  type Region,
} from './surgery/products.ts';
export type { Conflict, Gram, Surgery, SurgeryRandom } from './surgery/surgery.ts';
