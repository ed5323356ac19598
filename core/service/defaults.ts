/** The value of a field nobody wrote, and why it is safe. Durations are written as a user would. */
export const defaults = {
  strategy: { value: 'canary', because: 'few users meet a new version first' },
  candidateSize: { value: 'full', because: 'a full candidate never makes a step wait for capacity' },
  errorRateMax: { value: 0.01, because: 'one failed request in a hundred is more than most services promise' },
  minimumRequests: { value: 100, because: 'with fewer, one unlucky request is already over a 1 % error rate' },
  look: { value: '60s', because: 'load balancer metrics have a period of one minute' },
  patience: { value: '10m', because: 'quiet hours need longer to reach the minimum of requests' },
  atDeadline: { value: 'rollback', because: 'silence is not success' },
  metricLag: { value: '120s', because: 'CloudWatch corrects the newest minutes' },
  taskFailuresAllowed: { value: 0, because: 'a candidate task that dies by itself is the clearest sign there is' },
  rollbackWindow: { value: '1h', because: 'most regressions that a bake misses show within the hour' },
  launchTimeout: { value: '10m', because: 'an image pull, a start and one passed health check fit in it several times' },
  inspectEvery: { value: '10s', because: 'a starting task takes tens of seconds, and reads are cheap' },
} as const;
