import { UnmodelledCallError } from '../aws-calls.ts';
import type { AwsEvent } from '../aws-event.ts';
import type { Rule } from './rule.ts';

/** The rules of every bus. */
export class RuleBook {
  readonly #buses = new Map<string, Map<string, Rule>>([['default', new Map()]]);

  /** Makes a bus; one that exists keeps its rules. */
  addBus(name: string): void {
    if (!this.#buses.has(name)) this.#buses.set(name, new Map());
  }

  /** Adds a rule, or replaces the one of the same name. @throws {UnmodelledCallError} there is no such bus. */
  put(rule: Rule): void {
    this.#rulesOf(rule.busName).set(rule.arn, rule);
  }

  remove(arn: string): void {
    for (const rules of this.#buses.values()) rules.delete(arn);
  }

  /** The enabled rules that an event of this bus matches. @throws {UnmodelledCallError} there is no such bus. */
  matching(busName: string, event: AwsEvent): readonly Rule[] {
    return [...this.#rulesOf(busName).values()].filter((rule) => rule.enabled && rule.matches(event));
  }

  #rulesOf(busName: string): Map<string, Rule> {
    const rules = this.#buses.get(busName);
    if (rules === undefined) throw new UnmodelledCallError(`event bus ${busName}, which no template makes,`);
    return rules;
  }
}
