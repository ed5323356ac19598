import { describe, expect, it } from 'vitest';
import { again } from '../../../functions/admit-deployment/again.ts';
import { aProgressing } from '../../core/builders.ts';

const known = aProgressing();
const lease = { service: 'orders', holder: known.id, executionArn: known.executionArn, alarmArns: [], candidateLane: '' };
const own = { ...lease, fence: known.fence, leasedAt: known.admittedAt };

describe('a deployment that is admitted again', () => {
  it('gets its plan again under the lease that it was admitted with', () => {
    expect(again(known, own)).toEqual({ kind: 'admitted', because: 'it was admitted before', plan: known.plan });
  });

  // Another of its tries saw the lanes change and gave the service back; by now another deployment may have it.
  it.each([
    ['nobody has the service', undefined],
    ['it leased again since', { ...own, fence: known.fence + 1 }],
  ])('gets nothing when %s', (_, held) => {
    const because = `${known.id} lost its service while it was admitted: ask again with a new trigger`;
    expect(again(known, held)).toEqual({ kind: 'refused', because, refusals: [{ code: 'AnotherDeploymentRunning', because }] });
  });
});
