import { describe, expect, it } from 'vitest';
import { isSameRevision, pinnedImage, revisionFor } from '../../../core/deployment/revision.ts';
import { aRevision, aService, digest } from '../builders.ts';

const answered = {
  TaskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders:7',
  Revision: 7,
  Status: 'ACTIVE',
  RequiresAttributes: [{ Name: 'ecs.capability.task-eni' }],
  Compatibilities: ['FARGATE'],
  RegisteredAt: '2026-11-20T10:00:00Z',
  DeregisteredAt: '2026-11-20T10:00:00Z',
  DeleteRequestedAt: '2026-11-20T10:00:00Z',
  RegisteredBy: 'arn:aws:iam::111122223333:role/deployer',
};

describe('revisionFor', () => {
  it('changes the family and the image of the container, and strips what only an answer has', () => {
    const sidecar = { Name: 'log-router', Image: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:stable' };
    const [app] = aRevision().ContainerDefinitions as readonly Record<string, unknown>[];
    const source = aRevision({ ...answered, ContainerDefinitions: [app, sidecar], Tags: [{ Key: 'team', Value: 'shop' }] });
    expect(revisionFor(aService(), 'green', source, 'registry/orders@sha256:b')).toEqual({
      ...aRevision({
        ContainerDefinitions: [{ ...app, Image: 'registry/orders@sha256:b' }, sidecar],
        Tags: [{ Key: 'team', Value: 'shop' }],
      }),
      Family: 'orders-green',
    });
  });
});

describe('pinnedImage', () => {
  const imageFrom = (image: string) => pinnedImage(aService(), aRevision({}, { Image: image }), digest);

  it.each(['registry.example:5000/orders', 'registry.example:5000/orders:v1', 'registry.example:5000/orders:v1@sha256:0'])(
    "keeps the source's registry in %s",
    (image) => {
      expect(imageFrom(image)).toBe(`registry.example:5000/orders@${digest}`);
    },
  );

  it('uses the registry of the account when the source names another repository', () => {
    expect(imageFrom('public.ecr.aws/nginx/nginx:latest')).toBe(`111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders@${digest}`);
    expect(imageFrom('registry.example/backorders:v1')).toBe(`111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders@${digest}`);
  });
});

describe('isSameRevision', () => {
  it('ignores the family, the order of members, and what only an answer has', () => {
    const { Family: _, ...rest } = aRevision();
    expect(isSameRevision({ ...rest, ...answered, Family: 'orders-blue' }, aRevision())).toBe(true);
  });

  it('sees a changed environment', () => {
    expect(isSameRevision(aRevision({}, { Environment: [{ Name: 'FLAG', Value: 'on' }] }), aRevision())).toBe(false);
  });
});
