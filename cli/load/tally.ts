import type { LatenciesMs, LoadCounts, VersionCounts } from './messages.ts';

/** One answered request. Times are milliseconds since the epoch; latency counts from when it was due. */
export interface Answer {
  readonly version: string;
  readonly status: number;
  readonly latencyMs: number;
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
}

/** Counts what happens to requests in constant memory per version. */
export class Tally {
  #sent = 0;
  #unsent = 0;
  readonly #dropped = new Map<string, number>();
  readonly #versions = new Map<string, VersionTally>();

  noteSent(): void {
    this.#sent += 1;
  }

  noteUnsent(): void {
    this.#unsent += 1;
  }

  noteDropped(reason: string): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
  }

  noteAnswer(answer: Answer): void {
    const known = this.#versions.get(answer.version);
    if (known !== undefined) known.note(answer);
    else this.#versions.set(answer.version, new VersionTally(answer));
  }

  counts(): LoadCounts {
    const versions = [...this.#versions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([version, tally]) => tally.counts(version));
    return { sent: this.#sent, dropped: Object.fromEntries(this.#dropped), unsent: this.#unsent, versions };
  }
}

/** Each latency bucket ends 5 % above the one before it; the last ends above 60 s. */
const bucketGrowth = Math.log(1.05);
const bucketCount = Math.ceil(Math.log(60_000 / 0.1) / bucketGrowth) + 1;

class VersionTally {
  #answered = 0;
  #failed = 0;
  #maxMs = 0;
  #lastSentAtMs = 0;
  #lastAnsweredAtMs = 0;
  readonly #byStatus: Record<string, number> = {};
  readonly #buckets = new Uint32Array(bucketCount);

  constructor(first: Answer) {
    this.note(first);
  }

  note({ status, latencyMs, sentAtMs, answeredAtMs }: Answer): void {
    this.#answered += 1;
    if (status >= 500) this.#failed += 1;
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
    this.#lastSentAtMs = Math.max(this.#lastSentAtMs, sentAtMs);
    this.#lastAnsweredAtMs = Math.max(this.#lastAnsweredAtMs, answeredAtMs);
    this.#maxMs = Math.max(this.#maxMs, latencyMs);
    const bucket = Math.min(Math.max(Math.ceil(Math.log(latencyMs / 0.1) / bucketGrowth), 0), bucketCount - 1);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
  }

  counts(version: string): VersionCounts {
    return {
      version,
      answered: this.#answered,
      failed: this.#failed,
      byStatus: { ...this.#byStatus },
      latenciesMs: this.#latenciesMs(),
      lastSentAtMs: this.#lastSentAtMs,
      lastAnsweredAtMs: this.#lastAnsweredAtMs,
    };
  }

  #latenciesMs(): LatenciesMs {
    return { p50: this.#quantileMs(0.5), p90: this.#quantileMs(0.9), p99: this.#quantileMs(0.99), max: round(this.#maxMs) };
  }

  /** The upper end of the bucket that holds the answer at this rank, but never more than the slowest seen. */
  #quantileMs(share: number): number {
    const rank = Math.ceil(share * this.#answered);
    let seen = 0;
    const bucket = this.#buckets.findIndex((count) => {
      seen += count;
      return seen >= rank;
    });
    return round(Math.min(0.1 * Math.exp(bucket * bucketGrowth), this.#maxMs));
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
