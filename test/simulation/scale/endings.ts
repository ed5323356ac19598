/** A deployment as the ledger has it in the end. */
export interface Ended {
  readonly service: string;
  /** Status of its record, or `not admitted`. */
  readonly status: string;
  readonly events: readonly { readonly type: string; readonly at: string; readonly because?: string }[];
}

/** How deployments ended. */
export interface Endings {
  /** Status → deployments, of good and of bad releases. */
  readonly goodEndings: Readonly<Record<string, number>>;
  readonly badEndings: Readonly<Record<string, number>>;
  /** Good releases that were not promoted, with the reason. */
  readonly failures: readonly string[];
  /** Seconds from the first push until each good release was recorded as promoted, sorted. */
  readonly promotedSeconds: readonly number[];
}

/** @param bad services whose release is bad; @param beganMs when the first release was pushed, world milliseconds */
export function endingsOf(deployments: readonly Ended[], bad: ReadonlySet<string>, beganMs: number): Endings {
  const good = deployments.filter(({ service }) => !bad.has(service));
  const promotedAt = ({ events }: Ended) => events.find(({ type }) => type === 'DeploymentPromoted')?.at;
  return {
    goodEndings: countsOf(good),
    badEndings: countsOf(deployments.filter(({ service }) => bad.has(service))),
    failures: good
      .filter((each) => promotedAt(each) === undefined)
      .map(({ service, status, events }) => `${service}: ${status}: ${events.at(-1)?.because ?? 'no record'}`),
    promotedSeconds: good
      .flatMap((each) => promotedAt(each) ?? [])
      .map((at) => (Date.parse(at) - beganMs) / 1_000)
      .sort((one, other) => one - other),
  };
}

function countsOf(deployments: readonly Ended[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of deployments) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
