import type { PublishInput } from '@aws-sdk/client-sns';
import { valueAt } from '../../../core/input.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { Oracle } from './oracle.ts';
import { type Seen, seen } from './seen/seen.ts';

/** A page is sent so long after its weights were read: its tries take most of that. */
const tellingSeconds = 60;

/** People who are called to set weights that Sluice itself is about to write would be in its way. */
export const onlyDriftIsTold: Oracle = {
  id: 'F14',
  name: 'only foreign weights are called foreign',
  holds: 'people are told that a deployment is frozen only after somebody else wrote weights under it, and while these are there',
  watch: (sim) => {
    const book = seen(sim);
    return { afterCall: (ended) => calledForNothing(book, ended) };
  },
};

function calledForNothing(book: Seen, { service, input, at }: CallRecord): string | undefined {
  if (service !== 'SNS') return undefined;
  const { Subject = '', Message = '' } = input as PublishInput;
  if (!Subject.startsWith('Sluice froze')) return undefined;
  const deployment = book.find(String(valueAt(JSON.parse(Message), 'deploymentId')));
  if (deployment === undefined) return `somebody was told of a freeze of a deployment that nobody knows: ${Message}`;
  const { id, execution } = deployment;
  const changes = book.traffic.of(deployment.service);
  const wasThere = changes.some(({ by, atMs }, index) => {
    const untilMs = changes[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    return by === 'somebody' && atMs >= execution.startedAt.getTime() && untilMs >= at.getTime() - tellingSeconds * 1_000;
  });
  if (wasThere) return undefined;
  return `people were told that ${id} is frozen, and nobody else wrote its weights: ${JSON.stringify(changes.at(-1))}`;
}
