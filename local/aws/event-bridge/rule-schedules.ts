import type { Cancel, Clock } from '../../clock.ts';
import type { Rule } from './rule.ts';

/** Fires scheduled rules on the world's clock. */
export class RuleSchedules {
  readonly #waiting = new Map<string, Cancel>();
  readonly #clock: Clock;
  readonly #fire: (rule: Rule, at: Date) => void;

  constructor(clock: Clock, fire: (rule: Rule, at: Date) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  /** Starts the schedule of a rule from now, in place of the one it had; a disabled rule has none. */
  start(rule: Rule): void {
    this.cancel(rule.arn);
    this.#wait(rule, this.#clock.now());
  }

  cancel(ruleArn: string): void {
    this.#waiting.get(ruleArn)?.();
    this.#waiting.delete(ruleArn);
  }

  cancelAll(): void {
    for (const arn of [...this.#waiting.keys()]) this.cancel(arn);
  }

  #wait(rule: Rule, after: Date): void {
    const at = rule.enabled ? rule.schedule?.(after) : undefined;
    if (at === undefined) return;
    const cancel = this.#clock.after(at.getTime() - this.#clock.now().getTime(), () => {
      // The next one counts from this one's time, so that late timers do not add up.
      this.#wait(rule, at);
      this.#fire(rule, at);
    });
    this.#waiting.set(rule.arn, cancel);
  }
}
