import { EventBridgeServiceException } from '@aws-sdk/client-eventbridge';
import type { AwsEvent } from '../aws-event.ts';
import { jsonPath, type PathReader } from './json-path.ts';
import type { TargetProperties } from './rule-properties.ts';

/** The text that a target receives for an event. */
export type TargetInput = (event: AwsEvent) => string;

const placeholder = /<([A-Za-z0-9_.-]+)>/g;

/**
 * What a target receives: the event, a constant (`Input`), a part of it (`InputPath`), or a filled-in template (`InputTransformer`).
 *
 * @throws {EventBridgeServiceException} `ValidationException` for more than one of them, or a placeholder that is declared nowhere.
 * @throws {UnmodelledCallError} a JSONPath beyond names and indexes.
 */
export function targetInput(target: TargetProperties, rule: { readonly name: string; readonly arn: string }): TargetInput {
  const { Input, InputPath, InputTransformer } = target;
  if ([Input, InputPath, InputTransformer].filter((given) => given !== undefined).length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`);
  }
  if (Input !== undefined) return () => Input;
  if (InputPath !== undefined) {
    const read = jsonPath(InputPath);
    return (event) => JSON.stringify(read(event) ?? null);
  }
  return InputTransformer === undefined ? (event) => JSON.stringify(event) : transformer(InputTransformer, rule);
}

function transformer(
  { InputPathsMap = {}, InputTemplate }: NonNullable<TargetProperties['InputTransformer']>,
  rule: { readonly name: string; readonly arn: string },
): TargetInput {
  const readers = new Map<string, PathReader>([
    ['aws.events.rule-arn', () => rule.arn],
    ['aws.events.rule-name', () => rule.name],
    ['aws.events.event.json', (event) => event],
    ['aws.events.event.ingestion-time', jsonPath('$.time')],
    ...Object.entries(InputPathsMap).map(([name, path]) => [name, jsonPath(path)] as const),
  ]);
  for (const [, name = ''] of InputTemplate.matchAll(placeholder)) {
    if (!readers.has(name)) throw invalid(`InputTemplate uses <${name}>, which InputPathsMap does not declare.`);
  }
  return (event) =>
    InputTemplate.replace(placeholder, (_text, name: string, offset: number) => {
      const value = readers.get(name)?.(event);
      return isInsideQuotes(InputTemplate, offset) ? escaped(value) : JSON.stringify(value ?? null);
    });
}

/** Inside a string of the template a value continues that string; outside it is a JSON value of its own. */
function isInsideQuotes(template: string, offset: number): boolean {
  return (template.slice(0, offset).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1;
}

function escaped(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

function invalid(message: string): EventBridgeServiceException {
  return new EventBridgeServiceException({ name: 'ValidationException', $fault: 'client', message, $metadata: {} });
}
