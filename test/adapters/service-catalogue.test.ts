import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { isDeclaredIn, serviceCatalogue } from '../../adapters/service-catalogue.ts';
import { parseService } from '../../core/service/parse-service.ts';
import { aDeclaration } from '../core/builders.ts';
import { refuse, scriptedAws } from './scripted-aws.ts';

function aCatalogue(script: Parameters<typeof scriptedAws>[0]) {
  const aws = scriptedAws(script);
  return { aws, catalogue: serviceCatalogue(aws.on(new SSMClient({})), parseService) };
}

describe('declared', () => {
  it('reads and parses the parameter of the service', async () => {
    const { catalogue, aws } = aCatalogue({ GetParameter: () => ({ Parameter: { Value: JSON.stringify(aDeclaration()) } }) });
    expect(await catalogue.declared('orders')).toEqual(parseService(aDeclaration()));
    expect(aws.inputs('GetParameter')).toEqual([{ Name: '/sluice/services/orders' }]);
  });

  it.each(['ParameterNotFound', 'ParameterNotFoundException'])('knows nothing of a service without one: %s', async (name) => {
    expect(await aCatalogue({ GetParameter: () => refuse(name) }).catalogue.declared('orders')).toBeUndefined();
  });

  it.each(['', '{', JSON.stringify({ ...aDeclaration(), surprise: true })])('refuses what is no declaration: %s', async (Value) => {
    const { catalogue } = aCatalogue({ GetParameter: () => ({ Parameter: { Value } }) });
    await expect(catalogue.declared('orders')).rejects.toMatchObject({ name: 'InvalidInputError' });
  });

  it('tells throttling as such', async () => {
    const { catalogue } = aCatalogue({ GetParameter: () => refuse('ThrottlingException') });
    await expect(catalogue.declared('orders')).rejects.toMatchObject({ name: 'DependencyError' });
  });
});

describe('declaration', () => {
  it('has the version and the time of the answer that it was read in', async () => {
    const [Value, LastModifiedDate] = [JSON.stringify(aDeclaration()), new Date('2026-11-20T10:00:00.250Z')];
    const { catalogue, aws } = aCatalogue({ GetParameter: () => ({ Parameter: { Value, LastModifiedDate, Version: 7 } }) });
    const service = parseService(aDeclaration());
    expect(await catalogue.declaration('orders')).toEqual({ service, at: LastModifiedDate, version: 7 });
    expect(aws.inputs('GetParameter')).toEqual([{ Name: '/sluice/services/orders' }]);
  });

  it('is undefined for a service without one', async () => {
    expect(await aCatalogue({ GetParameter: () => refuse('ParameterNotFound') }).catalogue.declaration('orders')).toBeUndefined();
  });
});

describe('isDeclaredIn', () => {
  it.each([
    ['knows a declared service, also when its declaration cannot be read', () => ({ Parameter: { Value: '{' } }), true],
    ['knows nothing of a service without a parameter', () => refuse('ParameterNotFound'), false],
  ])('%s', async (_, GetParameter, expected) => {
    const aws = scriptedAws({ GetParameter });
    expect(await isDeclaredIn(aws.on(new SSMClient({})))('orders')).toBe(expected);
    expect(aws.inputs('GetParameter')).toEqual([{ Name: '/sluice/services/orders' }]);
  });
});

describe('servicesOf', () => {
  it('names the services that release the images of a repository, over all pages', async () => {
    const page = (...names: readonly string[]) => names.map((name) => ({ Name: `/sluice/images/shop/orders/${name}`, Value: '{}' }));
    const { catalogue, aws } = aCatalogue({
      GetParametersByPath: ({ NextToken }) =>
        NextToken === undefined ? { Parameters: page('web', 'admin'), NextToken: 'more' } : { Parameters: page('api', 'web') },
    });
    expect(await catalogue.servicesOf('shop/orders')).toEqual(['admin', 'api', 'web']);
    const asked = { Path: '/sluice/images/shop/orders' };
    expect(aws.inputs('GetParametersByPath')).toEqual([asked, { ...asked, NextToken: 'more' }]);
  });

  it('names none for a repository that nobody releases', async () => {
    expect(await aCatalogue({ GetParametersByPath: () => ({}) }).catalogue.servicesOf('tools')).toEqual([]);
  });
});
