import { describe, expect, it } from 'vitest';
import type { ScaleResult } from './measure-scale.ts';
import { quotaRooms, quotaTable } from './quota-tables.ts';

describe('the quota that is used up first', () => {
  const result = (passed: ScaleResult['passed']) => ({ passed, deployments: 10, promotedSeconds: [2_000, 2_400, 3_000] });
  const [elb, key] = ['ELB, all calls', 'DynamoDB reads of a partition key'];

  it('is one of requests or of units, whichever fewer deployments under way use up', () => {
    expect(quotaRooms(result({ [elb]: 1_400, [key]: 100 }))[0]).toEqual({ name: elb, perSecond: 10, eachDeployment: 140, underWay: 171 });
    expect(quotaRooms(result({ [elb]: 1_400, [key]: 600_000 }))[0]).toEqual({
      ...{ name: key, perSecond: 3_000, eachDeployment: 60_000, underWay: 120 },
    });
  });

  it('is not known when no release was promoted', () => {
    expect(quotaRooms({ ...result({ [elb]: 1_400 }), promotedSeconds: [] })).toEqual([]);
  });

  it('is the first row of the table', () => {
    const table = quotaTable(quotaRooms(result({ [elb]: 1_400, [key]: 600_000 })));
    expect(table.split('\n')[2]).toBe('| 120 | DynamoDB reads of a partition key | 3000 | 60000.0 |');
  });
});
