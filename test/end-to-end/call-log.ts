import type { CallRecord } from '../../local/aws/router.ts';

/** A fact that Sluice published on the bus. */
export interface Published {
  readonly type: string;
  /** ISO 8601. */
  readonly at: string;
  readonly deploymentId: string;
  readonly because: string;
  readonly detail: unknown;
}

/** Every call that reached AWS, except the test's own. */
export class CallLog {
  readonly all: CallRecord[] = [];

  readonly take = (record: CallRecord): void => {
    if (record.caller.roleArn !== 'local') this.all.push(record);
  };

  /** `Service.Operation` of each call that changed ECS, load balancing or scaling, in order. */
  changes(): readonly string[] {
    return this.all.filter(isChange).map(({ service, operation }) => `${service}.${operation}`);
  }

  /** What Sluice published, in order. */
  published(): readonly Published[] {
    return this.all.flatMap(({ service, operation, input, outcome }) => {
      if (service !== 'EventBridge' || operation !== 'PutEvents' || outcome.kind === 'failed') return [];
      return (input as { readonly Entries: readonly Entry[] }).Entries.map(({ DetailType, Detail }) => {
        const { at, deploymentId, because, detail } = JSON.parse(Detail) as Published;
        return { type: DetailType, at, deploymentId, because, detail };
      });
    });
  }

  /** Names of the functions invoked, in order. */
  invoked(): readonly string[] {
    return this.all.flatMap(({ service, operation, input }) => {
      if (service !== 'Lambda' || operation !== 'Invoke') return [];
      return /function:sluice-([\w-]+)/.exec((input as { readonly FunctionName: string }).FunctionName)?.[1] ?? [];
    });
  }
}

interface Entry {
  readonly DetailType: string;
  readonly Detail: string;
}

function isChange({ service, operation }: CallRecord): boolean {
  return /^(ECS|ElasticLoadBalancingV2|ApplicationAutoScaling)$/.test(service) && !/^(Describe|List|Get)/.test(operation);
}
