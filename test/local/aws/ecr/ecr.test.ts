import { describe, expect, it } from 'vitest';
import type { AwsEvent } from '../../../../local/aws/aws-event.ts';
import { ecr } from '../../../../local/aws/ecr/ecr.ts';
import { caller, maker, someNeeds } from '../ecs/two-lanes.ts';

async function aRegistry(properties: object = {}) {
  const events: Pick<AwsEvent, 'source' | 'detail-type' | 'resources' | 'detail'>[] = [];
  const registry = ecr({ ...someNeeds(), bus: { emit: (event) => void events.push(event) } });
  const repository = await maker(registry)('AWS::ECR::Repository', 'Repository', { RepositoryName: 'orders', ...properties });
  return { registry, repository, events, on: caller(registry) };
}

const digest = `sha256:${'ab'.repeat(32)}`;
const uri = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders';

describe('push', () => {
  it('tells the bus as ECR does', async () => {
    const { registry, events } = await aRegistry();
    expect(registry.push({ repository: 'orders', tag: '1.43.0', digest })).toEqual({ digest, image: `${uri}@${digest}` });
    expect(events).toEqual([
      {
        source: 'aws.ecr',
        'detail-type': 'ECR Image Action',
        resources: [],
        detail: {
          result: 'SUCCESS',
          'repository-name': 'orders',
          'image-digest': digest,
          'action-type': 'PUSH',
          'image-tag': '1.43.0',
          'manifest-media-type': 'application/vnd.oci.image.index.v1+json',
          'artifact-media-type': 'application/vnd.oci.image.config.v1+json',
        },
      },
    ]);
  });

  it('moves a tag to the newer image, unless tags are immutable', async () => {
    const { registry } = await aRegistry();
    registry.push({ repository: 'orders', tag: 'latest' });
    registry.push({ repository: 'orders', tag: 'latest', digest });
    expect(registry.images.resolve(uri)).toEqual({ image: `${uri}@${digest}`, digest });
    const { registry: strict } = await aRegistry({ ImageTagMutability: 'IMMUTABLE' });
    strict.push({ repository: 'orders', tag: '1' });
    expect(() => strict.push({ repository: 'orders', tag: '1', digest })).toThrow(
      expect.objectContaining({ name: 'ImageTagAlreadyExistsException' }),
    );
    expect(() => strict.push({ repository: 'nope', tag: '1' })).toThrow(expect.objectContaining({ name: 'RepositoryNotFoundException' }));
  });
});

describe('resolve', () => {
  it('finds by tag and by digest, misses what was removed and leaves other registries alone', async () => {
    const { registry } = await aRegistry();
    registry.push({ repository: 'orders', tag: '1', digest });
    const resolved = [`${uri}:1`, `${uri}@${digest}`, `${uri}:2`, 'docker.io/library/nginx:1'].map((image) =>
      registry.images.resolve(image),
    );
    const found = { image: `${uri}@${digest}`, digest };
    expect(resolved).toEqual([found, found, 'missing', { image: 'docker.io/library/nginx:1' }]);
    registry.remove('orders', digest);
    expect(registry.images.resolve(`${uri}:1`)).toBe('missing');
  });
});

describe('BatchGetImage', () => {
  it('answers what is there and a failure code for each that is not', async () => {
    const { registry, on } = await aRegistry();
    registry.push({ repository: 'orders', tag: '1', digest });
    const imageIds = [{ imageTag: '1' }, { imageTag: '2' }, {}, { imageDigest: 'x' }, { imageDigest: digest, imageTag: '2' }];
    const answer = await on<{ images: object[]; failures: { failureCode: string }[] }>('BatchGetImage', {
      repositoryName: 'orders',
      imageIds,
    });
    expect(answer.images).toMatchObject([
      { imageId: { imageDigest: digest, imageTag: '1' }, imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' },
    ]);
    expect(answer.failures.map(({ failureCode }) => failureCode)).toEqual([
      'ImageNotFound',
      'MissingDigestAndTag',
      'InvalidImageDigest',
      'ImageTagDoesNotMatchDigest',
    ]);
    await expect(on('BatchGetImage', { repositoryName: 'nope', imageIds })).rejects.toMatchObject({ name: 'RepositoryNotFoundException' });
  });
});

describe('DescribeImages', () => {
  it('answers tags and time of push, and throws for an image that is not there', async () => {
    const { registry, on } = await aRegistry();
    registry.push({ repository: 'orders', tag: '1', digest });
    registry.push({ repository: 'orders', tag: 'latest', digest });
    expect(await on('DescribeImages', { repositoryName: 'orders' })).toMatchObject({
      imageDetails: [
        { imageDigest: digest, imageTags: ['1', 'latest'], imagePushedAt: new Date('2026-11-20T10:00:00Z'), imageStatus: 'ACTIVE' },
      ],
    });
    const missing = on('DescribeImages', { repositoryName: 'orders', imageIds: [{ imageTag: '2' }] });
    await expect(missing).rejects.toMatchObject({ name: 'ImageNotFoundException' });
  });
});

describe('AWS::ECR::Repository', () => {
  it('gives its name, ARN and URI', async () => {
    const { repository } = await aRegistry();
    expect(repository).toEqual({
      ref: 'orders',
      attributes: { Arn: 'arn:aws:ecr:eu-west-1:111122223333:repository/orders', RepositoryUri: uri },
    });
  });
});
