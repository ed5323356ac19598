import { type ImageBehaviour, wellBehaved } from '../../../local/tasks/modelled-runtime.ts';

/** How a version behaves, from the worst to the best kind of release that a deployment can meet. */
export type MannerName =
  | 'good'
  | 'slow-to-start'
  | 'crashes-at-start'
  | 'never-healthy'
  | 'fails-requests'
  | 'answers-slowly'
  | 'crashes-under-load'
  | 'fails-at-times'
  | 'worsens';

/** What tasks of a version do, and what their users meet. */
export interface Manner {
  readonly name: MannerName;
  readonly image: ImageBehaviour;
  /** Share of requests that fail, 0..1, when its oldest task has run for so many seconds. */
  readonly errorShare: (ranSeconds: number) => number;
  /** How many times as long as a healthy version's its answers take. */
  readonly slowness: number;
  /** So bad, from its first user on, that no deployment may make it the stable one. */
  readonly flagrant: boolean;
}

const healthy = { image: wellBehaved, errorShare: () => 0.002, slowness: 1, flagrant: false } as const;
const status = (code: number, afterSeconds: number) => ({ afterSeconds, answer: { kind: 'status', status: code } }) as const;

/** Every manner by its name. */
export const manners: Readonly<Record<MannerName, Manner>> = {
  good: { ...healthy, name: 'good' },
  'slow-to-start': { ...healthy, name: 'slow-to-start', image: { ...wellBehaved, startSeconds: 40, health: status(200, 25) } },
  'crashes-at-start': {
    ...healthy,
    name: 'crashes-at-start',
    image: { ...wellBehaved, crash: { afterSeconds: 2, exitCode: 1 } },
    flagrant: true,
  },
  'never-healthy': { ...healthy, name: 'never-healthy', image: { ...wellBehaved, health: status(500, 0) }, flagrant: true },
  'fails-requests': { ...healthy, name: 'fails-requests', errorShare: () => 0.3, flagrant: true },
  'answers-slowly': { ...healthy, name: 'answers-slowly', slowness: 12, flagrant: true },
  'crashes-under-load': {
    ...healthy,
    name: 'crashes-under-load',
    image: { ...wellBehaved, crash: { afterSeconds: 70, exitCode: 137 } },
    flagrant: true,
  },
  'fails-at-times': { ...healthy, name: 'fails-at-times', errorShare: (ran) => (ran % 120 < 45 ? 0.4 : 0.002) },
  worsens: { ...healthy, name: 'worsens', errorShare: (ran) => Math.min(0.5, ran / 1_500) },
};
