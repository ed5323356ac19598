import type { Random } from '../../../core/seeded-random.ts';
import type { Delivery } from '../../../local/aws/event-bridge/rule-properties.ts';
import type { Call, CallFault } from '../../../local/aws/router.ts';
import type { TaskStart } from '../../../local/tasks/task-runtime.ts';
import type { Campaign } from '../scenario/scenario.ts';
import type { Simulated } from '../world/simulated.ts';

/** What a fault does while its campaign lasts. Every member is optional; what is absent happens as usual. */
export interface Injection {
  /** Asked before every call, in the order of the campaigns: the first answer counts. */
  readonly call?: (call: Call) => CallFault | undefined;
  /** Delays in milliseconds of one event to one target; `[]` loses it. Undefined: as usual. */
  readonly arrivals?: (delivery: Delivery) => readonly number[] | undefined;
  /** Seconds after its minute until a metric can be read. Undefined: as usual. */
  readonly metricLagSeconds?: (namespace: string) => number | undefined;
  /** What becomes of the metrics of some seconds of a target group: never published, or added to their minute so many milliseconds later. */
  readonly metricsFate?: (targetGroupArn: string) => 'lost' | number | undefined;
  /** Extra milliseconds before the data plane follows a changed rule. */
  readonly propagationMs?: () => number;
  /** `refused`: there is no capacity for this task; a number: milliseconds that its start takes longer. */
  readonly taskStart?: (task: TaskStart) => 'refused' | number | undefined;
  /** Whether a running task fails its health check. Undefined: as usual. */
  readonly healthCheck?: (image: string) => 'fails' | undefined;
  /** Milliseconds that a function's clock is ahead (or behind, negative). */
  readonly skewMs?: (functionName: string) => number;
  /** The campaign is over: what it holds is given back. */
  readonly end?: () => void;
}

/** What a fault works with. `count` says in the trace what was injected, and counts it. */
export interface FaultSetting {
  readonly sim: Simulated;
  readonly campaign: Campaign;
  readonly random: Random;
  readonly count: (what: string) => void;
}

/** One kind of fault. */
export interface FaultKind {
  readonly name: string;
  /** What goes wrong, and what `intensity` means. */
  readonly about: string;
  /** Its moment comes late, if at all: its campaigns last until every release has had the time to be promoted. */
  readonly isPatient?: true;
  /** Called when the campaign begins. */
  readonly begin: (setting: FaultSetting) => Injection;
}
