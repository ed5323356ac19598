import type { PublishInput } from '@aws-sdk/client-sns';
import { rollbackHolder } from '../../../core/deployment/holders.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { entriesIn } from './seen/entries-in.ts';
import { givenBack } from './seen/given-back.ts';
import { isSluices } from './seen/machine-of.ts';
import { type Seen, seen } from './seen/seen.ts';
import { takingBackOf, takingsBack } from './seen/takings-back.ts';

/** The record of a promotion stays what it is when it is taken back: only what is told says so. */
export const takenBackIsObserved: Oracle = {
  id: 'F17',
  name: 'a promotion is taken back before it is told',
  holds: 'when it is put on the event bus that a promotion was rolled back, every user has been on stable since a person asked for it',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: (ended) => {
        if (!isSluices(ended)) return undefined;
        const told = entriesIn(ended).find(
          ({ type, detail: { deploymentId = '' } }) => type === 'DeploymentRolledBack' && !hasComeBack(book, deploymentId),
        );
        return told && `${told.detail.deploymentId} is told to be rolled back, and ${usersOf(book, told.detail.service)}`;
      },
    };
  },
};

/** Who holds a service for the way back is the only one who knows that somebody waits for it. */
export const takingBackIsKept: Oracle = {
  id: 'F16',
  name: 'who takes a promotion back does not let go',
  holds:
    'once a promotion began to be taken back, its lease is given back only after every user was on stable, or a person was told that Sluice gives up',
  watch: (sim) => {
    const book = seen(sim);
    const givenUp = new Set<string>();
    return {
      afterCall: (ended) => {
        noteGivenUp(book, givenUp, ended);
        const holder = isSluices(ended) ? givenBack(ended) : undefined;
        const taken = holder && takingsBack(sim).find(({ plan }) => rollbackHolder(plan.deploymentId) === holder);
        if (!taken || givenUp.has(taken.plan.deploymentId) || hasComeBack(book, taken.plan.deploymentId)) return undefined;
        return `${holder} gives its service back, and ${usersOf(book, taken.plan.service)}`;
      },
    };
  },
};

/** Whether every user of a promotion has been on its stable since it began to be taken back. Who was not promoted is not looked at. */
function hasComeBack(book: Seen, deploymentId: string): boolean {
  const { sim, traffic } = book;
  const plan = book.find(deploymentId)?.plan;
  if (plan === undefined || book.records.of(deploymentId)?.status !== 'promoted') return true;
  // Nothing was begun: whoever says that users are back has to mean now.
  const sinceMs = takingBackOf(sim, deploymentId)?.sinceMs ?? sim.now().getTime();
  return traffic.since(plan.service as ServiceName, sinceMs).some(({ share }) => share[plan.stable.lane] === 100);
}

function usersOf({ traffic }: Seen, service: string | undefined): string {
  return `its users are at ${JSON.stringify(traffic.of(service as ServiceName).at(-1)?.share)}`;
}

function noteGivenUp({ sim }: Seen, givenUp: Set<string>, { service, input }: CallRecord): void {
  if (service !== 'SNS') return;
  const { Subject = '', Message = '' } = input as PublishInput;
  if (!Subject.startsWith('Sluice gives up')) return;
  for (const { plan } of takingsBack(sim)) if (Message.includes(plan.deploymentId)) givenUp.add(plan.deploymentId);
}
