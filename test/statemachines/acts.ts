import { DefectError } from '../../core/errors.ts';
import type { Json } from '../../local/asl/json.ts';
import type { TaskCall } from '../../local/asl/task-runner.ts';
import { greenArn } from '../core/builders.ts';

/** What a state does to AWS, in short: the ASL state's own resource and, for our functions, the outcome they record. */
export type Act =
  | 'admit'
  | 'inspect'
  | 'next-step'
  | 'watch'
  | 'record'
  | 'claim'
  | 'restore'
  | 'shift'
  | 'read'
  | 'stop'
  | 'launch'
  | 'sizes'
  | 'grow'
  | 'scale'
  | 'hold'
  | 'register'
  | 'close-guard'
  | 'look-at-stable'
  | 'look-at-candidate'
  | 'warn'
  | 'page'
  | 'ask';

const functionActs: readonly (readonly [string, Act])[] = [
  ['AdmitDeployment', 'admit'],
  ['InspectCandidate', 'inspect'],
  ['NextStep', 'next-step'],
  ['WatchForSignals', 'watch'],
  ['RecordOutcome', 'record'],
  ['ClaimRetirement', 'claim'],
];

const publications: readonly (readonly [string, Act])[] = [
  ['Sluice needs a human', 'page'],
  ['Sluice lost its lease', 'page'],
  ['Sluice holds', 'ask'],
];

/** What a call of a state does. */
export function actOf({ resource, arguments: json }: TaskCall): Act {
  const args = json as { [key: string]: Json };
  const called = functionActs.find(([name]) => String(args.FunctionName ?? '').includes(name));
  if (called !== undefined) return called[1];
  const action = resource.slice(resource.lastIndexOf(':') + 1);
  switch (action) {
    case 'modifyRule':
      return candidateWeight(args.Actions ?? []) === 0 ? 'restore' : 'shift';
    case 'updateService':
      if (args.DesiredCount === 0) return 'stop';
      return args.Service === 'orders-blue' ? 'grow' : 'launch';
    case 'describeServices':
      return 'sizes';
    case 'describeRules':
      return 'read';
    case 'registerTaskDefinition':
      return 'register';
    case 'registerScalableTarget':
      return isHeld(args.SuspendedState ?? null) ? 'hold' : 'scale';
    case 'sendTaskSuccess':
      return 'close-guard';
    case 'describeTargetHealth':
      return args.TargetGroupArn === greenArn ? 'look-at-candidate' : 'look-at-stable';
    case 'publish':
      return publications.find(([subject]) => String(args.Subject).startsWith(subject))?.[1] ?? 'warn';
    default:
      throw new DefectError(`${resource} is new to this test: teach it`);
  }
}

function groupsOf(actions: Json): readonly { TargetGroupArn: string; Weight: number }[] {
  const forward = (actions as { Type: string; ForwardConfig: { TargetGroups: { TargetGroupArn: string; Weight: number }[] } }[]).find(
    ({ Type }) => Type === 'forward',
  );
  return forward?.ForwardConfig.TargetGroups ?? [];
}

function candidateWeight(actions: Json): number {
  return groupsOf(actions).find(({ TargetGroupArn }) => TargetGroupArn === greenArn)?.Weight ?? 0;
}

/** Whether a target may not shrink. */
function isHeld(state: Json): boolean {
  return (state as { DynamicScalingInSuspended?: boolean } | null)?.DynamicScalingInSuspended === true;
}

/** Target groups with weight. */
export function weightsOf(actions: Json): readonly string[] {
  return groupsOf(actions).flatMap(({ TargetGroupArn, Weight }) => (Weight > 0 ? [TargetGroupArn] : []));
}
