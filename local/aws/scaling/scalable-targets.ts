import {
  type DescribeScalableTargetsCommandInput,
  type DescribeScalableTargetsCommandOutput,
  type RegisterScalableTargetCommandInput,
  type RegisterScalableTargetCommandOutput,
  type ScalableTarget,
  ValidationException,
} from '@aws-sdk/client-application-auto-scaling';
import { plainCopy } from '../../plain-copy.ts';
import { identifiers } from '../identifiers.ts';
import type { ScalingNeeds, ScalingState } from './scaling-state.ts';

type Answer<Output> = Promise<Omit<Output, '$metadata'>>;

const notSuspended = { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false };

/** RegisterScalableTarget and DescribeScalableTargets. */
export function scalableTargets(state: ScalingState, needs: ScalingNeeds) {
  return {
    RegisterScalableTarget: async (input: RegisterScalableTargetCommandInput): Answer<RegisterScalableTargetCommandOutput> => {
      const key = keyOf(input);
      const target = merged(input, state.targets.get(key), needs);
      state.targets.set(key, target);
      fitSize(target, needs);
      return { ScalableTargetARN: target.ScalableTargetARN };
    },
    DescribeScalableTargets: async (input: DescribeScalableTargetsCommandInput): Answer<DescribeScalableTargetsCommandOutput> => ({
      ScalableTargets: plainCopy([...state.targets.values()]).filter(
        (target) =>
          target.ServiceNamespace === input.ServiceNamespace &&
          (input.ResourceIds === undefined || input.ResourceIds.includes(target.ResourceId ?? '')) &&
          (input.ScalableDimension === undefined || input.ScalableDimension === target.ScalableDimension),
      ),
    }),
  };
}

/** Where a target is kept. @throws ValidationException anything but the desired count of an ECS service */
export function keyOf(input: {
  readonly ServiceNamespace?: unknown;
  readonly ResourceId?: string | undefined;
  readonly ScalableDimension?: unknown;
}): string {
  if (input.ServiceNamespace !== 'ecs' || input.ScalableDimension !== 'ecs:service:DesiredCount')
    throw invalid(
      `Unsupported service namespace, resource type or scalable dimension: ${input.ServiceNamespace}, ${input.ScalableDimension}`,
    );
  if (!/^service\/[^/]+\/[^/]+$/.test(input.ResourceId ?? '')) throw invalid(`Unsupported resource: ${input.ResourceId}`);
  return `${input.ResourceId}|${input.ScalableDimension}`;
}

export function invalid(message: string): ValidationException {
  return new ValidationException({ message, $metadata: { httpStatusCode: 400 } });
}

/** The target with what was given; what was left out stays as it is. */
function merged(input: RegisterScalableTargetCommandInput, before: ScalableTarget | undefined, needs: ScalingNeeds): ScalableTarget {
  const { account, region } = needs;
  if (needs.sizes.desiredCount(input.ResourceId ?? '') === undefined) throw invalid(`ECS service doesn't exist: ${input.ResourceId}`);
  const MinCapacity = input.MinCapacity ?? before?.MinCapacity;
  const MaxCapacity = input.MaxCapacity ?? before?.MaxCapacity;
  if (MinCapacity === undefined || MaxCapacity === undefined)
    throw invalid('MinCapacity and MaxCapacity are required for a new scalable target');
  if (MinCapacity < 0 || MinCapacity > MaxCapacity)
    throw invalid(`Minimum capacity must be from 0 to the maximum capacity, not ${MinCapacity} (maximum ${MaxCapacity})`);
  return {
    ServiceNamespace: 'ecs',
    ResourceId: input.ResourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    MinCapacity,
    MaxCapacity,
    RoleARN:
      input.RoleARN ??
      before?.RoleARN ??
      `arn:aws:iam::${account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
    CreationTime: before?.CreationTime ?? needs.clock.now(),
    SuspendedState: { ...notSuspended, ...before?.SuspendedState, ...definedOnly(input.SuspendedState) },
    ScalableTargetARN:
      before?.ScalableTargetARN ??
      `arn:aws:application-autoscaling:${region}:${account}:scalable-target/${identifiers(needs.random).hex(36)}`,
  };
}

/** A service outside the range is changed to fit at once, suspended or not. */
function fitSize(target: ScalableTarget, { sizes }: ScalingNeeds): void {
  const { ResourceId = '', MinCapacity = 0, MaxCapacity = 0 } = target;
  const now = sizes.desiredCount(ResourceId);
  if (now === undefined) return;
  const fitting = Math.min(MaxCapacity, Math.max(MinCapacity, now));
  if (fitting !== now) sizes.setDesiredCount(ResourceId, fitting);
}

function definedOnly<T extends object>(value: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, member]) => member !== undefined)) as Partial<T>;
}
