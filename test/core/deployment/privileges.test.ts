import { describe, expect, it } from 'vitest';
import { privilegesBeyond, rolesBeyond } from '../../../core/deployment/privileges.ts';
import { aRevision } from '../builders.ts';

const linux = (capabilities: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  LinuxParameters: { Capabilities: capabilities, ...more },
});

describe('privilegesBeyond', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ['privileged mode', {}, { Privileged: true }, 'container app is privileged'],
    [
      'an added capability',
      linux({ Add: ['SYS_PTRACE'] }),
      linux({ Add: ['SYS_PTRACE', 'SYS_ADMIN'] }),
      'container app adds capability SYS_ADMIN',
    ],
    ['a capability no longer dropped', linux({ Drop: ['ALL'] }), linux({}), 'container app keeps capability ALL'],
    ['a host device', {}, linux({}, { Devices: [{ HostPath: '/dev/fuse' }] }), 'container app uses device /dev/fuse of the host'],
    ['root in place of a user', { User: '1000:1000' }, { User: '0:0' }, 'container app runs as 0:0'],
    ["root in place of the image's user", {}, { User: 'root' }, 'container app runs as root'],
    ["the image's user in place of a named one", { User: 'app' }, {}, "container app runs as its image's user"],
    ['a writable root file system', { ReadonlyRootFilesystem: true }, {}, 'container app may write its root file system'],
  ])('sees %s', (_, stable, source, reason) => {
    expect(privilegesBeyond(aRevision({}, stable), aRevision({}, source))).toEqual([reason]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['the host network', { NetworkMode: 'host' }, 'the task shares the network of the host'],
    ['the host process tree', { PidMode: 'host' }, 'the task shares the process tree of the host'],
    ['the host shared memory', { IpcMode: 'host' }, 'the task shares the shared memory of the host'],
    [
      'a host path',
      { Volumes: [{ Name: 'd', Host: { SourcePath: '/var/run/docker.sock' } }] },
      'the task mounts /var/run/docker.sock of the host',
    ],
  ])('sees %s', (_, source, reason) => {
    expect(privilegesBeyond(aRevision(), aRevision(source))).toEqual([reason]);
  });

  it('allows what stable already does, and less', () => {
    const powerful = aRevision({ NetworkMode: 'host' }, { Privileged: true, User: 'root', ...linux({ Add: ['SYS_ADMIN'] }) });
    expect([privilegesBeyond(powerful, powerful), privilegesBeyond(powerful, aRevision())]).toEqual([[], []]);
  });

  it('measures a new container against none', () => {
    const withSidecar = (sidecar: Record<string, unknown>) => {
      const [app] = aRevision().ContainerDefinitions as readonly unknown[];
      return aRevision({ ContainerDefinitions: [app, { Name: 'sidecar', ...sidecar }] });
    };
    expect(privilegesBeyond(aRevision(), withSidecar({}))).toEqual([]);
    expect(privilegesBeyond(aRevision(), withSidecar({ User: 'root', Privileged: true }))).toEqual([
      'container sidecar is privileged',
      'container sidecar runs as root',
    ]);
  });
});

describe('rolesBeyond', () => {
  it('sees a gained and a changed role, and allows a role given up', () => {
    const { TaskRoleArn: _, ...without } = aRevision();
    expect(rolesBeyond(without, aRevision())).toEqual(['TaskRoleArn is arn:aws:iam::111122223333:role/orders-task, stable has none']);
    expect(rolesBeyond(aRevision(), without)).toEqual([]);
  });
});
