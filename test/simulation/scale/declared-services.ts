import { DefectError } from '../../../core/errors.ts';
import type { VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import type { LocalWorld } from '../../../local/world.ts';
import { serviceName } from './many-services.ts';
import type { Usage } from './meter.ts';

/** Stacks that are made in a second: their events come one after the other, not all at once. */
const declaredEachSecond = 50;
const settledMinutesMax = 30;

const local = { roleArn: 'local' };

/** Declares services as their stacks would, each like the first real one: two parameters, and nothing behind them. */
export async function declareOthers(
  { aws }: LocalWorld,
  clock: VirtualClock,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<void> {
  const real = serviceName(0);
  const { Parameter } = (await aws.call('SSM', 'GetParameter', { Name: `/sluice/services/${real}` }, local)) as {
    readonly Parameter: { readonly Value: string };
  };
  for (let number = from; number < until; number += 1) {
    const name = serviceName(number);
    const Value = Parameter.Value.replaceAll(real, name);
    await aws.call('SSM', 'PutParameter', { Name: `/sluice/services/${name}`, Value, Type: 'String' }, local);
    await aws.call('SSM', 'PutParameter', { Name: `/sluice/images/${name}/${name}`, Value: name, Type: 'String' }, local);
    if (number % declaredEachSecond === 0) await clock.advance(1_000);
  }
}

/**
 * Waits until the control plane has heard of so many declared services: what is measured afterwards has none of it.
 *
 * @throws {DefectError} it did not hear of all of them in time.
 */
export async function heardOf(services: number, clock: Pick<VirtualClock, 'advance'>, usage: () => Usage): Promise<void> {
  for (let minutes = 0; minutes < settledMinutesMax; minutes += 1) {
    await clock.advance(60_000);
    if (startsIn(usage()) >= services) return;
  }
  throw new DefectError(`${startsIn(usage())} of ${services} declared services were heard of after ${settledMinutesMax} minutes`);
}

/** How often something may have asked for a deployment: a push, a person or a declaration. */
export function startsIn({ functions }: Usage): number {
  return Object.entries(functions).find(([name]) => name.endsWith('start-deployment'))?.[1].invocations ?? 0;
}

/** @throws {DefectError} a world in which nothing was released yet is not quiet: what would be measured is not what it is said to be. */
export function checkQuiet({ sns }: LocalWorld, { settling, idle }: { readonly settling: Usage; readonly idle: Usage }): void {
  const seen = { pages: sns.published().length, failures: settling.failures + idle.failures, 'late declarations': startsIn(idle) };
  const loud = Object.entries(seen).filter(([, count]) => count > 0);
  if (loud.length === 0) return;
  const what = loud.map(([of, count]) => `${count} ${of}`).join(', ');
  throw new DefectError(`before anything was released there were ${what}: the declared services are not as they should be`);
}
