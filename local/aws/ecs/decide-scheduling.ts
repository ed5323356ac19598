/** A task as scheduling sees it. */
export interface ScheduledTask {
  readonly taskArn: string;
  readonly deployment: 'primary' | 'older';
  /** `healthy`: running, and its target healthy when there is one. `unhealthy`: failed its load balancer's checks after the grace period. */
  readonly health: 'starting' | 'healthy' | 'unhealthy';
}

/** A service as scheduling sees it; tasks that are being stopped are left out. */
export interface ScheduledService {
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** False when the deployment failed, backs off or waits for capacity. */
  readonly mayStart: boolean;
  /** Oldest first. */
  readonly tasks: readonly ScheduledTask[];
}

/** What to do now. */
export interface Scheduling {
  readonly start: number;
  readonly stop: readonly { readonly taskArn: string; readonly because: 'scaling' | 'unhealthy' }[];
}

/**
 * One step of ECS's rolling scheduler.
 *
 * - **At most** `floor(desired × maximum %)` tasks: nothing is started beyond it.
 * - **At least** `ceil(desired × minimum %)` healthy ones: no healthy task of an older deployment is stopped below it.
 * - **Unhealthy** tasks are stopped whatever the minimum says: they serve nobody.
 *
 * Source: `DeploymentConfiguration` of the ECS API (service model of the SDK).
 */
export function decideScheduling(service: ScheduledService): Scheduling {
  const { desiredCount } = service;
  const max = Math.floor((desiredCount * service.maximumPercent) / 100);
  const min = Math.ceil((desiredCount * service.minimumHealthyPercent) / 100);
  const unhealthy = service.tasks.filter((task) => task.health === 'unhealthy');
  const kept = service.tasks.filter((task) => task.health !== 'unhealthy');
  const primary = kept.filter((task) => task.deployment === 'primary');
  const older = kept.filter((task) => task.deployment === 'older');
  const start = service.mayStart ? Math.max(0, Math.min(desiredCount - primary.length, max - service.tasks.length)) : 0;
  const scaledIn = leastUseful(primary).slice(0, Math.max(0, primary.length - desiredCount));
  const stop = [...scaledIn, ...replaced({ service, primary, older, min, noRoom: max - service.tasks.length <= 0 })];
  return {
    start,
    stop: [
      ...unhealthy.map(({ taskArn }) => ({ taskArn, because: 'unhealthy' as const })),
      ...stop.map(({ taskArn }) => ({ taskArn, because: 'scaling' as const })),
    ],
  };
}

/** Older tasks that may go: those whose place a healthy new one has taken, or, when there is no room to start a new one, those above the minimum. */
function replaced(view: {
  readonly service: ScheduledService;
  readonly primary: readonly ScheduledTask[];
  readonly older: readonly ScheduledTask[];
  readonly min: number;
  readonly noRoom: boolean;
}): ScheduledTask[] {
  const { service, primary, older, min } = view;
  const { desiredCount } = service;
  const healthyPrimary = healthyOf(primary).length;
  const healthy = Math.min(healthyPrimary, desiredCount) + healthyOf(older).length;
  const surplus = older.length - Math.max(0, desiredCount - healthyPrimary);
  const room =
    view.noRoom && service.mayStart && primary.length < desiredCount ? Math.max(healthy - min, older.length - healthyOf(older).length) : 0;
  // What serves nobody yet goes first, so neither count can take a healthy task that the minimum needs.
  return leastUseful(older).slice(0, Math.max(0, surplus, room));
}

/** Those that serve nobody yet first, then the youngest. */
function leastUseful(tasks: readonly ScheduledTask[]): ScheduledTask[] {
  const rank = (task: ScheduledTask) => (task.health === 'healthy' ? 1 : 0);
  return [...tasks].reverse().sort((a, b) => rank(a) - rank(b));
}

function healthyOf(tasks: readonly ScheduledTask[]): ScheduledTask[] {
  return tasks.filter((task) => task.health === 'healthy');
}
