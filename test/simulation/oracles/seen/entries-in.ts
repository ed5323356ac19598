import type { PutEventsRequest } from '@aws-sdk/client-eventbridge';
import type { CallRecord } from '../../../../local/aws/router.ts';

/** One event that is put on the bus: a request of people, or what Sluice tells. */
export interface Entry {
  readonly type: string;
  readonly detail: {
    readonly service?: string;
    readonly deploymentId?: string;
    readonly stepIndex?: number;
    /** When it was decided, ISO 8601, and why; only of what Sluice tells. */
    readonly at?: string;
    readonly because?: string;
    /** Of what Sluice tells of a request. */
    readonly detail?: { readonly askedAt?: string; readonly request?: string };
  };
}

/** What a call puts on the event bus, in its order; nothing for calls of another kind. */
export function entriesIn({ operation, input }: Pick<CallRecord, 'operation' | 'input'>): readonly Entry[] {
  if (operation !== 'PutEvents') return [];
  const { Entries = [] } = input as PutEventsRequest;
  return Entries.map(({ DetailType: type = '', Detail = '{}' }) => ({ type, detail: JSON.parse(Detail) as Entry['detail'] }));
}
