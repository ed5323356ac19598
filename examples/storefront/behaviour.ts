/** What one version of the storefront does wrong, if anything. The data is `versions.json`. */
export type Behaviour =
  | { readonly behaviour: 'good' }
  /** Answers 500 on this share of page requests, 0..1. */
  | { readonly behaviour: 'errors'; readonly errorShare: number }
  /** Takes this much longer for this share of page requests, 0..1. */
  | { readonly behaviour: 'slower-share'; readonly slowShare: number; readonly delayMs: number }
  /** Is fine for some page requests, then takes this much longer for each. */
  | { readonly behaviour: 'slow'; readonly afterRequests: number; readonly delayMs: number }
  | { readonly behaviour: 'crash-at-start' }
  /** Exits in the middle of the first page request after this many. */
  | { readonly behaviour: 'crash-under-load'; readonly afterRequests: number }
  /** Each health check costs it something; after this many it is unhealthy, while its pages still work. */
  | { readonly behaviour: 'leak-health-checks'; readonly afterChecks: number };

/** How the server treats one request. */
export type Treatment =
  | { readonly kind: 'answer'; readonly status: 200 | 500 | 503; readonly delayMs: number }
  | { readonly kind: 'crash' };

/** Two independent draws for one request, each uniform in [0, 1): what befalls it, and how long its page takes. */
export interface Draws {
  readonly fate: number;
  readonly pace: number;
}

/** Looking things up takes a page 20 ms, and 30 ms more on average: mostly less, now and then much more. */
const [pageMsMin, pageMsMore] = [20, 30];

/** Decides how the `count`-th page request of this process (1 is the first) is treated. */
export function treatPage(version: Behaviour, count: number, { fate, pace }: Draws): Treatment {
  const delayMs = pageMsMin - pageMsMore * Math.log(1 - pace);
  const fine = { kind: 'answer', status: 200, delayMs } as const;
  switch (version.behaviour) {
    case 'errors':
      return fate < version.errorShare ? { ...fine, status: 500 } : fine;
    case 'slower-share':
      return fate < version.slowShare ? { ...fine, delayMs: delayMs + version.delayMs } : fine;
    case 'slow':
      return count > version.afterRequests ? { ...fine, delayMs: delayMs + version.delayMs } : fine;
    case 'crash-under-load':
      return count > version.afterRequests ? { kind: 'crash' } : fine;
    default:
      return fine;
  }
}

/** Decides what the `count`-th health check of this process (1 is the first) is told. */
export function treatHealthCheck(version: Behaviour, count: number): Treatment {
  const leaked = version.behaviour === 'leak-health-checks' && count > version.afterChecks;
  return { kind: 'answer', status: leaked ? 503 : 200, delayMs: 0 };
}
