import { Stack, Token, Tokenization } from 'aws-cdk-lib';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { InvalidInputError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { parseService } from '../../core/service/parse-service.ts';
import { parameterPrefix } from './names.ts';

/** The declaration that `core/service` reads, in its own field names. */
export type Declaration = Readonly<Record<string, unknown>> & { readonly name: string; readonly repository: string };

/**
 * Declares the service: `/sluice/services/<name>` holds it, and `/sluice/images/<repository>/<name>` leads a pushed image to it.
 *
 * @throws {InvalidInputError} at synthesis, with path, value and fix of everything that is wrong.
 */
export class DeclaredService extends Construct {
  readonly parameter: StringParameter;

  constructor(scope: Construct, id: string, declaration: Declaration) {
    super(scope, id);
    const sample = withSamples(declaration);
    parseService(sample);
    refuseTooLong(declaration.name, sample);
    this.parameter = new StringParameter(this, 'Service', {
      parameterName: `${parameterPrefix}/services/${declaration.name}`,
      description: `Sluice releases ${declaration.name} as declared here`,
      stringValue: Stack.of(this).toJsonString(declaration),
      // Free up to 4,096 characters, which are enough without metrics of your own; a longer text becomes an advanced parameter by itself.
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
    new StringParameter(this, 'Images', {
      parameterName: `${parameterPrefix}/images/${declaration.repository}/${declaration.name}`,
      simpleName: false,
      description: `Images of ${declaration.repository} are releases of ${declaration.name}`,
      stringValue: declaration.name,
      // A Region has 10,000 standard parameters; those after them become advanced ones by themselves, which cost something but exist.
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
  }
}

// As long as such values get, so that the length of a declaration is known before it is deployed.
const place = 'ap-southeast-1:111122223333';
const id = '0123456789abcdef';
const named = 'sample-name-as-long-as-ELB-allows';
const rule = `arn:aws:elasticloadbalancing:${place}:listener-rule/app/${named.slice(0, 32)}/${id}/${id}`;
const targetGroup = (lane: string) => `arn:aws:elasticloadbalancing:${place}:targetgroup/${lane}-${named.slice(0, 26)}/${id}`;
const samples: Readonly<Record<string, string>> = {
  cluster: 'sample',
  repository: 'sample',
  taskDefinition: `arn:aws:ecs:${place}:task-definition/sample:1`,
  listenerRuleArn: `${rule}/3`,
  ruleArn: `${rule}/4`,
  blue: targetGroup('blue'),
  green: targetGroup('green'),
  url: 'https://aps-workspaces.ap-southeast-1.amazonaws.com/workspaces/ws-01234567-89ab-cdef-0123-456789abcdef',
  secret: `${parameterPrefix}/secrets/sample`,
};

/** What is only known when the stack is deployed, replaced by a value of its kind: the rest can be checked now. */
function withSamples(value: unknown, key = '', parent = ''): unknown {
  if (Array.isArray(value)) return value.map((member, index) => withSamples(member, `${key}-${index}`, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withSamples(member, name, key)]));
  }
  if (!Token.isUnresolved(value)) return value;
  return typeof value === 'string' ? sampleText(value, key, parent) : 1;
}

/** A text that is known in part keeps that part: placeholders and paths are checked in it. */
function sampleText(text: string, key: string, parent: string): string {
  const parts = Tokenization.reverseString(text);
  if (parts.length > 1) return parts.mapTokens({ mapToken: () => 'sample' }).join({ join: (left, right) => `${left ?? ''}${right ?? ''}` });
  const alarm = parent === 'alarms' ? `arn:aws:cloudwatch:${place}:alarm:${key.padEnd(80, '-')}` : undefined;
  return samples[key] ?? samples[parent] ?? alarm ?? key;
}

/** @throws {InvalidInputError} a parameter cannot hold the declaration. */
function refuseTooLong(name: string, declared: unknown): void {
  const { length } = JSON.stringify(declared);
  const { value, because } = limits.declarationCharacters;
  if (length <= value) return;
  throw new InvalidInputError(
    `the declaration of ${name} has about ${length} characters, allowed are ${value}: ${because}; ` +
      'give fewer metrics, shorter queries, or a Kayenta config without what Sluice does not read',
  );
}
