/** A step as a user writes it. */
interface DeclaredStep {
  readonly candidatePercent: number;
  /** A duration such as `5m`. */
  readonly bake: string;
  readonly approval: boolean;
}

/** A strategy with a name: its steps, and what it is good for. */
interface NamedStrategy {
  readonly because: string;
  readonly steps: readonly DeclaredStep[];
}

/** The names a user may write for `strategy`. */
export const strategyNames = ['canary', 'linear', 'blue-green', 'all-at-once'] as const;

const step = (candidatePercent: number, bake: string): DeclaredStep => ({ candidatePercent, bake, approval: false });

/** The steps behind each name. Each can be copied and changed as `strategy: { steps }`. */
export const namedStrategies: Readonly<Record<(typeof strategyNames)[number], NamedStrategy>> = {
  canary: {
    because: 'few users meet the new version first; each bake is long enough for late metrics and five looks',
    steps: [step(5, '10m'), step(25, '10m'), step(50, '10m'), step(100, '10m')],
  },
  linear: {
    because: 'load rises evenly, for services whose caches or pools must warm up',
    steps: [...[10, 20, 30, 40, 50, 60, 70, 80, 90].map((percent) => step(percent, '5m')), step(100, '10m')],
  },
  'blue-green': {
    because: 'the test route sees the new version first, then all users at once; no two versions serve users together',
    steps: [step(0, '5m'), step(100, '10m')],
  },
  'all-at-once': {
    because: 'for services without users to protect; the guard and the final bake still take a bad version back',
    steps: [step(100, '10m')],
  },
};
