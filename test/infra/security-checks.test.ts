import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import { assemblyWithStubs, at } from './assembly.ts';

// With scaling, so that every permission a service can need is in the template.
const { app, directory, remove } = assemblyWithStubs({
  checks: true,
  storefront: { scaling: { min: 1, max: 4, requestsPerTarget: 100 }, environment: { A: 'b' } },
});
afterAll(remove);

/** What was accepted, where, and why. */
const accepted = app.node.findAll().flatMap((construct) =>
  construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
    .map(([id, reason]) => ({ path: construct.node.path, rule: id.replace(/^\w+::/, ''), reason })),
);

describe('the security checks', () => {
  it('find nothing that was not accepted', () => {
    expect(new AwsSolutionsChecks(app).validateScope(app)).toEqual({ success: true, violations: [] });
  });

  it('accept nothing that they would not find', () => {
    const strict = new AwsSolutionsChecks(app);
    Object.defineProperty(strict, 'isAcknowledged', { value: () => false });
    const found = strict.validateScope(app).violations.map(({ ruleName, violatingResources }) => ({
      ruleName,
      paths: (at(violatingResources, '*.constructPath') as string[]) ?? [],
    }));
    const ofPack = accepted.filter(({ rule }) => rule.startsWith('AwsSolutions-'));
    const unused = ofPack.filter(
      ({ path, rule }) => !found.some(({ ruleName, paths }) => ruleName === rule && paths.some((where) => where.startsWith(path))),
    );
    expect(ofPack.length).toBeGreaterThan(10);
    expect(unused).toEqual([]);
  });

  it('accept with a reason', () => {
    expect(accepted.filter(({ reason }) => typeof reason !== 'string' || reason.length < 15)).toEqual([]);
  });

  it('leave no finding of CloudFormation’s own rules', () => {
    const report: unknown = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
    expect(at(report, 'pluginReports.*.violations.*.ruleName')).toEqual([]);
  });
});
