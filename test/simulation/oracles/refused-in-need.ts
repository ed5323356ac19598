import type { CallRecord } from '../../../local/aws/router.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { type Entry, entriesIn } from './seen/entries-in.ts';
import { isSluices } from './seen/machine-of.ts';
import { rolesIn, type Seen, seen } from './seen/seen.ts';

/** A refusal is told so soon after it was decided, or this check does not know any more what was to be seen; and what it rests on was read so long before. In seconds. */
const [toldSeconds, readSeconds] = [15, 40];

/** Who is refused looks for another way, or believes that there is none. */
export const noRefusalInNeed: Oracle = {
  id: 'F16',
  name: 'no way back is refused to users who need it',
  holds:
    'what was promoted is not refused to be taken back when that was asked for within its rollback window, while it has users and the lane from before runs what it ran, with healthy targets',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: (ended) => {
        if (!isSluices(ended)) return undefined;
        const wrong = entriesIn(ended).find((entry) => isRefusedRollback(entry) && isNeeded(book, entry, ended));
        return wrong && `${wrong.detail.deploymentId} has users, and is refused to be taken back: ${wrong.detail.because}`;
      },
    };
  },
};

function isRefusedRollback({ type, detail }: Entry): boolean {
  return type === 'RequestRefused' && detail.detail?.request === 'RollbackRequested';
}

function isNeeded(book: Seen, { detail: { deploymentId = '', at = '', detail } }: Entry, ended: CallRecord): boolean {
  const [record, found] = [book.records.of(deploymentId), book.find(deploymentId)];
  if (record?.status !== 'promoted' || record.retireAt === undefined || found === undefined) return false;
  const [askedMs, toldMs, retireMs] = [Date.parse(detail?.askedAt ?? ''), Date.parse(at), Date.parse(record.retireAt)];
  const isInTime = askedMs < retireMs && ended.at.getTime() - toldMs < toldSeconds * 1_000;
  // What began after it was asked for is not meant.
  if (!isInTime || Date.parse(record.admittedAt) > askedMs) return false;
  const { plan } = found;
  const name = plan.service as ServiceName;
  const { stable } = rolesIn(book.sim.service(name), plan);
  return (
    book.traffic.since(name, toldMs - readSeconds * 1_000).every(({ share }) => share[plan.candidate.lane] > 0) &&
    stable.taskDefinitionArn === plan.stable.taskDefinitionArn &&
    stable.desiredCount > 0 &&
    stable.healthy > 0
  );
}
