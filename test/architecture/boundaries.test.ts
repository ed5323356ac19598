import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { aProject } from './a-project.ts';
import { boundaryViolations } from './boundaries.ts';

/** A project that keeps every rule; the cases below add one import each. */
const sound = {
  'core/errors.ts': `export class SluiceError extends Error {}`,
  'core/limits.ts': `export const stepsMax = 20;`,
  'core/service/service.ts': `import { z } from 'zod'; export const service = z;`,
  'core/deployment/plan.ts': `import { stepsMax } from '../limits.ts'; export const plan = stepsMax;`,
  'adapters/world.ts': `export interface World { readonly now: Date }`,
  'adapters/ecs-reader.ts': `import { ECS } from '@aws-sdk/client-ecs'; import { plan } from '../core/deployment/plan.ts'; export const reader = [ECS, plan];`,
  'adapters/observability.ts': `import { Logger } from '@aws-lambda-powertools/logger'; export const logger = Logger;`,
  'functions/next-step/next-step.ts': `import type { World } from '../../adapters/world.ts'; import { type reader } from '../../adapters/ecs-reader.ts'; import { plan } from '../../core/deployment/plan.ts'; export const nextStep = (_: World, __: typeof reader) => plan;`,
  'functions/next-step/handler.ts': `import { reader } from '../../adapters/ecs-reader.ts'; import { nextStep } from './next-step.ts'; export const handler = [reader, nextStep];`,
  'functions/reconcile/reconcile.ts': `export const reconcile = 1;`,
  'statemachines/restore.ts': `export const restore = '';`,
  'infra/app.ts': `import { service } from '../core/service/service.ts'; import { restore } from '../statemachines/restore.ts'; export const app = [service, restore];`,
  'local/clock.ts': `import type { World } from '../adapters/world.ts'; import { SluiceError } from '../core/errors.ts'; import { ServiceNotFoundException } from '@aws-sdk/client-ecs'; export type Clock = World; export const clock = [SluiceError, ServiceNotFoundException];`,
  'cli/sluice.ts': `import { clock } from '../local/clock.ts'; export const sluice = clock;`,
  'bench/judge/run.ts': `import { plan } from '../../core/deployment/plan.ts'; export const bench = plan;`,
  'examples/storefront/server.ts': `import { createServer } from 'node:http'; export const server = createServer;`,
  'test/a.test.ts': `import { sluice } from '../cli/sluice.ts'; import { plan } from '../core/deployment/plan.ts'; export const used = [sluice, plan];`,
};

const broken: readonly (readonly [rule: string, from: string, statement: string, to: string])[] = [
  ['core-imports-only-core', 'core/deployment/x.ts', `import { readFileSync } from 'node:fs';`, 'fs'],
  ['core-imports-only-core', 'core/deployment/x.ts', `import type { World } from '../../adapters/world.ts';`, 'adapters/world.ts'],
  ['core-imports-only-core', 'core/deployment/x.ts', `export const later = import('jsonata');`, 'jsonata'],
  ['zod-only-in-core-service', 'core/deployment/x.ts', `import { z } from 'zod';`, 'zod'],
  ['aws-only-in-adapters', 'functions/reconcile/x.ts', `import { ECS } from '@aws-sdk/client-ecs';`, '@aws-sdk/client-ecs'],
  ['aws-only-in-adapters', 'infra/x.ts', `import type { ECS } from '@aws-sdk/client-ecs';`, '@aws-sdk/client-ecs'],
  ['aws-only-in-adapters', 'cli/x.ts', `import { type ECS } from '@aws-sdk/client-ecs';`, '@aws-sdk/client-ecs'],
  ['powertools-only-in-adapters', 'local/x.ts', `import '@aws-lambda-powertools/logger';`, '@aws-lambda-powertools/logger'],
  ['adapters-import-only-core', 'adapters/x.ts', `import type { Clock } from '../local/clock.ts';`, 'local/clock.ts'],
  ['functions-import-core-and-adapters', 'functions/reconcile/x.ts', `import '../../local/clock.ts';`, 'local/clock.ts'],
  [
    'functions-never-import-each-other',
    'functions/reconcile/x.ts',
    `import '../next-step/next-step.ts';`,
    'functions/next-step/next-step.ts',
  ],
  ['nobody-imports-a-handler', 'functions/next-step/x.ts', `import { handler } from './handler.ts';`, 'functions/next-step/handler.ts'],
  ['nobody-imports-a-handler', 'test/x.test.ts', `import '../functions/next-step/handler.ts';`, 'functions/next-step/handler.ts'],
  ['infra-refers-by-path', 'infra/x.ts', `import { plan } from '../core/deployment/plan.ts';`, 'core/deployment/plan.ts'],
  ['infra-refers-by-path', 'infra/x.ts', `import '../functions/reconcile/reconcile.ts';`, 'functions/reconcile/reconcile.ts'],
  ['local-knows-aws-not-sluice', 'local/x.ts', `import type { plan } from '../core/deployment/plan.ts';`, 'core/deployment/plan.ts'],
  ['local-knows-aws-not-sluice', 'local/x.ts', `let p: import('../core/deployment/plan.ts').Plan;`, 'core/deployment/plan.ts'],
  ['local-knows-aws-not-sluice', 'local/x.ts', `export * from '../functions/reconcile/reconcile.ts';`, 'functions/reconcile/reconcile.ts'],
  ['machines-stand-alone', 'statemachines/x.ts', `import { plan } from '../core/deployment/plan.ts';`, 'core/deployment/plan.ts'],
  ['examples-stand-alone', 'examples/storefront/x.ts', `import '../../core/limits.ts';`, 'core/limits.ts'],
  ['nobody-imports-cli', 'infra/x.ts', `import { sluice } from '../cli/sluice.ts';`, 'cli/sluice.ts'],
  ['bench-imports-only-core', 'bench/judge/x.ts', `import { clock } from '../../local/clock.ts';`, 'local/clock.ts'],
  ['nobody-imports-bench', 'cli/x.ts', `import { bench } from '../bench/judge/run.ts';`, 'bench/judge/run.ts'],
  ['nobody-imports-tests', 'cli/x.ts', `import { used } from '../test/a.test.ts';`, 'test/a.test.ts'],
  ['no-cycles', 'core/deployment/plan.ts', `import { plan as self } from './plan.ts';`, 'core/deployment/plan.ts'],
  [
    'use-cases-import-adapter-types',
    'functions/reconcile/x.ts',
    `import { reader } from '../../adapters/ecs-reader.ts';`,
    '../../adapters/ecs-reader.ts',
  ],
  ['use-cases-import-adapter-types', 'functions/reconcile/x.ts', `import '../../adapters/world.ts';`, '../../adapters/world.ts'],
];

describe('the boundaries between folders', () => {
  it('hold in this project', async () => {
    expect(await boundaryViolations(fileURLToPath(new URL('../../', import.meta.url)))).toEqual([]);
  });

  it('hold in a sound project', async () => {
    using project = aProject(sound);
    expect(await boundaryViolations(project.root)).toEqual([]);
  });

  it.each(broken)('%s sees %s with: %s', async (rule, from, statement, to) => {
    const before = (sound as Readonly<Record<string, string>>)[from] ?? '';
    using project = aProject({ ...sound, [from]: `${statement}\n${before}` });
    expect(await boundaryViolations(project.root)).toContain(`${rule}: ${from} → ${to}`);
  });

  it('reach into what a `using` declaration calls', async () => {
    using project = aProject({ ...sound, 'core/x.ts': `export const x = () => { using y = require('node:fs'); return y; };` });
    expect(await boundaryViolations(project.root)).toEqual(['core-imports-only-core: core/x.ts → fs']);
  });

  it('see a cycle through types and through several files', async () => {
    using project = aProject({
      'core/a.ts': `import type { B } from './b.ts'; export type A = B;`,
      'core/b.ts': `import type { C } from './c.ts'; export type B = C;`,
      'core/c.ts': `import type { A } from './a.ts'; export type C = A;`,
    });
    expect(await boundaryViolations(project.root)).toEqual(['no-cycles: core/a.ts → core/b.ts']);
  });
});
