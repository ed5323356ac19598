import type { Delivery } from '../../../local/aws/event-bridge/rule-properties.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import { machineOf } from '../oracles/seen/machine-of.ts';
import type { Simulated } from '../world/simulated.ts';
import type { RollbackTimes } from './measure-rollback.ts';
import { wayBackIn } from './way-back.ts';

/** How often the load balancer is looked at once it was asked for the way back, in world milliseconds. */
const lookMs = 5;

/** Takes the times of one rollback from what an onlooker sees. */
export class Stopwatch {
  #sim: Simulated | undefined;
  #onsetMs: number | undefined;
  #detectedMs: number | undefined;
  #acceptedMs: number | undefined;
  #confirmedMs: number | undefined;
  #lastServedMs: number | undefined;

  /** From now on the candidate is bad. */
  start(sim: Simulated): void {
    this.#sim = sim;
    this.#onsetMs = sim.now().getTime();
  }

  isRunning(): boolean {
    return this.#onsetMs !== undefined;
  }

  /** AWS says so: an alarm rings, or a task of the candidate has stopped. */
  readonly onDelivery = ({ event, targetArn }: Delivery): void => {
    if (this.#sim === undefined || !targetArn.includes('signal-deployment')) return;
    const isAboutCandidate = JSON.stringify(event).includes('shop-green');
    if (isAboutCandidate && /Alarm State Change|ECS Task State Change/.test(event['detail-type']))
      this.#detectedMs ??= this.#sim.now().getTime();
  };

  readonly afterCall = (ended: CallRecord): void => {
    const sim = this.#sim;
    if (sim === undefined) return;
    const call = `${ended.service}.${ended.operation}`;
    // The way back begins so, whoever asked for it: also when looks failed until the machine gave up.
    if (call === 'ElasticLoadBalancingV2.DescribeTargetHealth' && machineOf(ended) !== undefined) this.#detectedMs ??= ended.at.getTime();
    if (ended.outcome.kind === 'failed') return;
    if (call === 'Lambda.Invoke' && answersRollback(ended)) this.#detectedMs ??= sim.now().getTime();
    if (this.#detectedMs === undefined) return;
    const { did } = wayBackIn(ended, (ruleArn) => this.#stableOf(sim, ruleArn)) ?? {};
    if (did === 'asked' && this.#acceptedMs === undefined) this.#accepted(sim);
    if (did === 'saw' && this.#acceptedMs !== undefined) this.#confirmedMs ??= sim.now().getTime();
  };

  isOver(): boolean {
    return this.#confirmedMs !== undefined && this.#lastServedMs !== undefined;
  }

  /** @throws {RangeError} it is not over. */
  times(): RollbackTimes {
    const [onset, detected, accepted] = [this.#onsetMs, this.#detectedMs, this.#acceptedMs];
    const [lastServed, confirmed] = [this.#lastServedMs, this.#confirmedMs];
    if (onset === undefined || detected === undefined || accepted === undefined || lastServed === undefined || confirmed === undefined) {
      throw new RangeError('the rollback is not over');
    }
    return {
      onsetToDetected: detected - onset,
      detectedToAccepted: accepted - detected,
      acceptedToLastServed: lastServed - accepted,
      signalToConfirmed: confirmed - detected,
      signalToLastUser: Math.max(confirmed, lastServed) - detected,
    };
  }

  #stableOf(sim: Simulated, ofRule: string): string | undefined {
    const { ruleArn, blue } = sim.service('shop');
    return ruleArn === ofRule ? blue.targetGroupArn : undefined;
  }

  #accepted(sim: Simulated): void {
    this.#acceptedMs = sim.now().getTime();
    const look = (): void => {
      if (sim.service('shop').green.liveWeight === 0) this.#lastServedMs = sim.now().getTime();
      else sim.after(lookMs, look);
    };
    look();
  }
}

function answersRollback({ input, outcome }: CallRecord): boolean {
  if (!/sluice-next-step/.test(String((input as { readonly FunctionName?: string }).FunctionName)) || outcome.kind === 'failed')
    return false;
  const { Payload } = outcome.output as { readonly Payload?: Uint8Array };
  return (JSON.parse(new TextDecoder().decode(Payload) || '{}') as { readonly kind?: string }).kind === 'rollback';
}
