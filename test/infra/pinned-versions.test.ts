import { afterAll, describe, expect, it } from 'vitest';
import { assemblyWithStubs, at } from './assembly.ts';

const { controlPlane, remove } = assemblyWithStubs();
afterAll(remove);

const versions = Object.entries(controlPlane.resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Version');
const machines = controlPlane.of('AWS::StepFunctions::StateMachine');
const functionNameOf = (version: unknown) =>
  at(controlPlane.resources[String(at(version, 'Properties.FunctionName.Ref'))], 'Properties.FunctionName');

describe('a published version', () => {
  it('is there for every function that a machine calls, and for no other', () => {
    const called = ['admit-deployment', 'claim-retirement', 'inspect-candidate', 'next-step', 'record-outcome', 'watch-for-signals'];
    expect(versions.map(([, version]) => functionNameOf(version)).sort()).toEqual(called.map((name) => `sluice-${name}`));
  });

  it('outlives the deployment that takes its place: executions that began with it are not over', () => {
    for (const [, version] of versions) expect(version).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('is what the text of a machine names, never the latest code', () => {
    const ids = new Set(versions.map(([id]) => id));
    for (const { Properties } of machines) {
      const arns = Object.entries(Properties.DefinitionSubstitutions as object).filter(([placeholder]) => placeholder !== 'PageTopicArn');
      expect(arns.length).toBeGreaterThan(0);
      for (const [placeholder, arn] of arns) expect([placeholder, ids.has(String(at(arn, 'Ref')))]).toEqual([placeholder, true]);
    }
  });
});

describe('events and schedules', () => {
  it('reach the latest code', () => {
    const targets = controlPlane.of('AWS::Events::Rule').flatMap(({ Properties }) => at(Properties, 'Targets.*.Arn') as readonly unknown[]);
    for (const arn of targets) expect(controlPlane.resources[String(at(arn, 'Fn::GetAtt.0'))]?.Type).toBe('AWS::Lambda::Function');
  });
});
