/** What one version of the storefront does wrong, if anything. The data is `versions.json`. */
export type Behaviour =
  | { readonly behaviour: 'good' }
  /** Answers 500 on this share of page requests, 0..1. */
  | { readonly behaviour: 'errors'; readonly errorShare: number }
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

const pageDelayMs = 2;

/** Decides how the `count`-th page request of this process (1 is the first) is treated. `chance` is uniform in [0, 1). */
export function treatPage(version: Behaviour, count: number, chance: number): Treatment {
  switch (version.behaviour) {
    case 'errors':
      return { kind: 'answer', status: chance < version.errorShare ? 500 : 200, delayMs: pageDelayMs };
    case 'slow':
      return { kind: 'answer', status: 200, delayMs: count > version.afterRequests ? version.delayMs : pageDelayMs };
    case 'crash-under-load':
      return count > version.afterRequests ? { kind: 'crash' } : { kind: 'answer', status: 200, delayMs: pageDelayMs };
    default:
      return { kind: 'answer', status: 200, delayMs: pageDelayMs };
  }
}

/** Decides what the `count`-th health check of this process (1 is the first) is told. */
export function treatHealthCheck(version: Behaviour, count: number): Treatment {
  const leaked = version.behaviour === 'leak-health-checks' && count > version.afterChecks;
  return { kind: 'answer', status: leaked ? 503 : 200, delayMs: 0 };
}
