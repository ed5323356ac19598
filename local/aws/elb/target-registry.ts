import type { ProbeAnswer, TargetState } from './target-health.ts';

/** An address that can serve requests. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/**
 * What ECS needs of the load balancer.
 *
 * - **Draining.** After `deregister` a target gets no new request; the promise resolves when the group's deregistration delay is over.
 * - **Told.** `onChange` listeners hear of every change of a target's state, after it is visible to `state`.
 */
export interface TargetRegistry {
  register(targetGroupArn: string, target: Target): void;
  deregister(targetGroupArn: string, target: Target): Promise<void>;
  state(targetGroupArn: string, target: Target): TargetState['state'] | undefined;
  onChange(listener: (targetGroupArn: string, target: Target) => void): void;
  /** True when a load balancer sends requests to the group, at any weight: ECS refuses a service whose group has none. */
  inUse(targetGroupArn: string): boolean;
}

/** Asks a target whether it is well: over HTTP for a process, of the model for a modelled task. Never rejects. */
export type Probe = (target: Target, check: { readonly path: string; readonly timeoutSeconds: number }) => Promise<ProbeAnswer>;
