import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { ServicePermissions } from '../../infra/constructs/service-permissions.ts';
import { securityChecks } from '../../infra/security-checks.ts';
import { assemblyWithStubs, at } from './assembly.ts';

// With scaling, so that every permission a service can need is in the template.
const { app, directory, remove } = assemblyWithStubs({
  checks: true,
  storefront: { scaling: { min: 1, max: 4, requestsPerTarget: 100 }, environment: { A: 'b' } },
});
afterAll(remove);

// The example service has no role with a name of its own; one that has is accepted more.
const named = new Stack(app, 'Named');
const taskRole = new Role(named, 'Own', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'), roleName: 'orders' });
new ServicePermissions(named, 'Permissions', {
  controlPlane: { keepLanesArn: 'arn', deploymentRoleName: 'sluice-deployment' },
  taskDefinition: new FargateTaskDefinition(named, 'Task', { taskRole }),
});

const packs = ['AwsSolutions', 'Serverless', 'NIST.800.53.R5'];

/** What was accepted of the packs, where, and why. CloudFormation's own rules are found by CDK and not here. */
const accepted = app.node.findAll().flatMap((construct) =>
  construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
    .map(([id, reason]) => ({ path: construct.node.path, rule: id.replace(/^\w+::/, ''), reason })),
);
const ofPacks = accepted.filter(({ rule }) => !rule.startsWith('CloudFormation-Validate::'));

/** Everything the packs find, accepted or not: rule and path. */
function findings(of: App): readonly { readonly rule: string; readonly path: string }[] {
  return securityChecks(of).flatMap((pack) => {
    Object.defineProperty(pack, 'isAcknowledged', { value: () => false });
    return pack
      .validateScope(of)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })),
      );
  });
}

describe('the security checks', () => {
  it('are those of three packs', () => {
    expect(securityChecks(app).map(({ name }) => name)).toEqual(packs);
  });

  it('find nothing that was not accepted', () => {
    for (const pack of securityChecks(app)) expect(pack.validateScope(app)).toEqual({ success: true, violations: [] });
  });

  it('accept nothing that they would not find', () => {
    const found = findings(app);
    const isFound = (accepted: { readonly path: string; readonly rule: string }): boolean =>
      found.some(({ rule, path }) => rule === accepted.rule && `${path}/`.startsWith(`${accepted.path}/`));
    expect(packs.filter((pack) => !ofPacks.some(({ rule }) => rule.startsWith(`${pack}-`)))).toEqual([]);
    expect(ofPacks.filter((one) => !isFound(one))).toEqual([]);
  });

  it('accept with a reason', () => {
    expect(accepted.filter(({ reason }) => typeof reason !== 'string' || reason.length < 15)).toEqual([]);
  });

  it('accept on the construct that has the finding, never for a whole stack', () => {
    expect(ofPacks.filter(({ path }) => path.split('/').length < 2)).toEqual([]);
  });

  it('leave no finding of CloudFormation’s own rules', () => {
    const report: unknown = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
    expect(at(report, 'pluginReports.*.violations.*.ruleName')).toEqual([]);
  });

  // Last, because it spoils the app.
  it('fail the synthesis for a finding of any pack without a reason', () => {
    const stack = app.node.findChild('SluiceStorefrontImages') as Stack;
    new CfnFunction(stack, 'Unconsidered', { code: { zipFile: '' }, role: 'role', handler: 'index.handler', runtime: 'nodejs18.x' });
    expect(() => app.synth({ force: true })).toThrow();
    const report: unknown = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
    const failed = (at(report, 'pluginReports') as readonly object[]).filter((one) => at(one, 'conclusion') === 'failure');
    expect(failed.map((one) => at(one, 'pluginName'))).toEqual(packs);
  });
});
