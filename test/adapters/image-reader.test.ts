import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, it } from 'vitest';
import { imageReader } from '../../adapters/image-reader.ts';
import { digest } from '../core/builders.ts';
import { refuse, scriptedAws } from './scripted-aws.ts';

function aReader(DescribeImages: () => object) {
  const aws = scriptedAws({ DescribeImages });
  return { aws, reader: imageReader(aws.on(new ECRClient({}))) };
}
const found = () => ({ imageDetails: [{ imageDigest: digest }] });

describe('digestOf', () => {
  it.each([
    ['shop/orders', 'v7', { repositoryName: 'shop/orders', imageIds: [{ imageTag: 'v7' }] }],
    ['orders', digest, { repositoryName: 'orders', imageIds: [{ imageDigest: digest }] }],
    [
      '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/orders',
      'v7',
      { registryId: '111122223333', repositoryName: 'shop/orders', imageIds: [{ imageTag: 'v7' }] },
    ],
  ])('asks for the image %s %s', async (repository, reference, asked) => {
    const { reader, aws } = aReader(found);
    expect(await reader.digestOf(repository, reference)).toEqual({ kind: 'found', digest });
    expect(aws.inputs('DescribeImages')).toEqual([asked]);
  });

  it.each([
    ['no such image', () => refuse('ImageNotFoundException')],
    ['no such repository', () => refuse('RepositoryNotFoundException')],
    ['nothing', () => ({})],
    ['an image without a digest', () => ({ imageDetails: [{}] })],
  ])('misses the image when ECR answers %s', async (_, DescribeImages) => {
    expect(await aReader(DescribeImages).reader.digestOf('orders', 'v7')).toEqual({ kind: 'missing' });
  });

  it.each([
    ['LimitExceededException', 'LimitExceededException'],
    ['ThrottlingException', 'DependencyError'],
    ['ServerException', 'DependencyError'],
  ])('answers %s with %s', async (theirs, ours) => {
    const { reader } = aReader(() => refuse(theirs));
    await expect(reader.digestOf('orders', 'v7')).rejects.toMatchObject({ name: ours });
  });
});
