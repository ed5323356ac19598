// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub texts are plain strings with placeholders
import { describe, expect, it } from 'vitest';
import { noValue, resolveValue, type Scope } from '../../../local/template/intrinsics.ts';

const scope: Scope = {
  where: 'Shop/Thing',
  region: 'eu-west-1',
  ref: (name) => ({ Queue: 'queue-name', Zone: 'b', 'AWS::NoValue': noValue, 'AWS::Region': 'eu-west-1' })[name],
  attribute: (id, name) =>
    new Map([
      ['Queue.Arn', 'arn:queue'],
      ['Load.Endpoint.Address', 'host'],
    ]).get(`${id}.${name}`),
  condition: (name) => ({ Live: true, Idle: false })[name],
  exported: (name) => ({ 'Base:Vpc': 'vpc-1' })[name],
  mapping: (map, top, second) => (map === 'Sizes' && top === 'small' && second === 'cpu' ? 256 : undefined),
};

const cases: readonly (readonly [string, unknown, unknown])[] = [
  ['Ref', { Ref: 'Queue' }, 'queue-name'],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
  ['Fn::GetAtt as a dotted string', { 'Fn::GetAtt': 'Load.Endpoint.Address' }, 'host'],
  ['Fn::Sub with names and attributes', { 'Fn::Sub': '${AWS::Region}/${Queue}/${Queue.Arn}' }, 'eu-west-1/queue-name/arn:queue'],
  ['Fn::Sub with its own variables', { 'Fn::Sub': ['${x}-${Queue}', { x: { Ref: 'Zone' } }] }, 'b-queue-name'],
  ['Fn::Sub with an escaped placeholder', { 'Fn::Sub': 'keep ${!This} of ${Zone}' }, 'keep ${This} of b'],
  ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'Zone' }, 3]] }, 'a:b:3'],
  ['Fn::Select over Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  ['Fn::If that holds, without looking at the other branch', { 'Fn::If': ['Live', 1, { Ref: 'Nobody' }] }, 1],
  ['Fn::If that does not hold', { 'Fn::If': ['Idle', { Ref: 'Nobody' }, 2] }, 2],
  ['Fn::Equals', { 'Fn::Equals': [{ Ref: 'Zone' }, 'b'] }, true],
  [
    'Fn::And, Or and Not over conditions',
    { 'Fn::And': [{ Condition: 'Live' }, { 'Fn::Or': [{ Condition: 'Idle' }, { 'Fn::Not': [{ Condition: 'Idle' }] }] }] },
    true,
  ],
  ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'Base:Vpc' } }, 'vpc-1'],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'cpu'] }, 256],
  ['Fn::Base64', { 'Fn::Base64': { Ref: 'Zone' } }, 'Yg=='],
  ['Fn::GetAZs of this Region', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
  ['Fn::Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
  ['AWS::NoValue in an object and in a list', { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
  ['nothing in plain values', { Ref: 'Queue', beside: null, list: [true, 'x'] }, { Ref: 'Queue', beside: null, list: [true, 'x'] }],
  [
    'a policy condition block, which is not an intrinsic',
    { Condition: { StringEquals: { a: 'b' } } },
    { Condition: { StringEquals: { a: 'b' } } },
  ],
];

describe('resolveValue', () => {
  it.each(cases)('resolves %s', (_title, value, expected) => {
    expect(resolveValue(value, scope)).toEqual(expected);
  });

  it.each([
    ['a Ref to nothing', { Ref: 'Nobody' }, 'Shop/Thing: Ref Nobody does not exist'],
    ['an attribute that is not made', { 'Fn::Sub': '${Queue.Url}' }, 'Shop/Thing: Fn::GetAtt Queue.Url does not exist'],
    ['an unknown condition', { 'Fn::If': ['Never', 1, 2] }, 'Shop/Thing: condition Never does not exist'],
    ['a selection beyond the list', { 'Fn::Select': [7, ['a']] }, 'Shop/Thing: Fn::Select 7 does not exist'],
    ['a function it does not model', { 'Fn::Transform': { Name: 'x' } }, 'intrinsic function Fn::Transform (Shop/Thing) is not modelled'],
    ['an intrinsic beside other keys', { 'Fn::Sub': 'x', other: 1 }, 'Shop/Thing: Fn::Sub stands beside other keys'],
    ['subnets that do not fit', { 'Fn::Cidr': ['10.0.0.0/24', 3, 8] }, 'Fn::Cidr: 3 blocks of 256 do not fit 10.0.0.0/24'],
  ])('refuses %s by name', (_title, value, message) => {
    expect(() => resolveValue(value, scope)).toThrow(message);
  });
});
