import { describe, expect, it } from 'vitest';
import type { AwsEvent } from '../../../../local/aws/aws-event.ts';
import { targetInput } from '../../../../local/aws/event-bridge/target-input.ts';

const event: AwsEvent = {
  version: '0',
  id: 'e-1',
  'detail-type': 'ECR Image Action',
  source: 'aws.ecr',
  account: '111122223333',
  time: '2026-11-20T09:50:34Z',
  region: 'eu-west-1',
  resources: ['arn:1', 'arn:2'],
  detail: { 'repository-name': 'orders', tags: [{ name: 'v"1"' }], size: 3 },
};
const rule = { name: 'pushed', arn: 'arn:rule' };
const textFor = (target: object) => targetInput({ Id: 'T', Arn: 'arn:t', ...target }, rule)(event);

describe('targetInput', () => {
  it('is the whole event by default', () => {
    expect(JSON.parse(textFor({}))).toEqual(event);
  });

  it('is the constant', () => {
    expect(textFor({ Input: '{"sweep":true}' })).toBe('{"sweep":true}');
  });

  it.each([
    ['$', event],
    ['$.detail.repository-name', 'orders'],
    ["$['detail-type']", 'ECR Image Action'],
    ['$.resources[1]', 'arn:2'],
    ['$.detail.tags[0].name', 'v"1"'],
    ['$.detail.none', null],
    ['$.detail.constructor', null],
  ])('is the part at %s', (InputPath, expected) => {
    expect(JSON.parse(textFor({ InputPath }))).toEqual(expected);
  });

  it('fills a template: values as JSON outside quotes, as text inside', () => {
    const InputTransformer = {
      InputPathsMap: {
        repo: '$.detail.repository-name',
        tag: '$.detail.tags[0].name',
        size: '$.detail.size',
        none: '$.x',
        all: '$.detail',
      },
      InputTemplate:
        '{"repo":<repo>,"size":<size>,"says":"<repo> \\"<tag>\\"<none>","none":<none>,"all":<all>,"rule":<aws.events.rule-name>}',
    };
    expect(JSON.parse(textFor({ InputTransformer }))).toEqual({
      repo: 'orders',
      size: 3,
      says: 'orders "v"1""',
      none: null,
      all: event.detail,
      rule: 'pushed',
    });
  });

  it.each([{ InputTransformer: { InputTemplate: '<unknown>' } }, { Input: '1', InputPath: '$.detail' }])('refuses %j', (target) => {
    expect(() => textFor(target)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });
});
