import { valueAt } from '../input.ts';
import type { RevisionRequest } from './aws-requests.ts';
import { containersOf } from './revision.ts';

/** Roles that a new revision would have and stable has not. A revision may give up a role, never gain one. */
export function rolesBeyond(stable: RevisionRequest, source: RevisionRequest): readonly string[] {
  return ['TaskRoleArn', 'ExecutionRoleArn'].flatMap((member) => {
    const [now, next] = [textAt(stable, member), textAt(source, member)];
    return next === '' || next === now ? [] : [`${member} is ${next}, stable has ${now || 'none'}`];
  });
}

/** Powers over the host that a new revision would have and stable has not, in words. */
export function privilegesBeyond(stable: RevisionRequest, source: RevisionRequest): readonly string[] {
  const known = containersOf(stable);
  const containers = containersOf(source).flatMap((container) => {
    const name = textAt(container, 'Name');
    const before = known.find((other) => other.Name === name);
    return containerGains(before ?? {}, container, before === undefined).map((gain) => `container ${name} ${gain}`);
  });
  return [...taskGains(stable, source), ...containers];
}

function taskGains(stable: RevisionRequest, source: RevisionRequest): readonly string[] {
  const modes = [
    ['NetworkMode', 'the network'],
    ['PidMode', 'the process tree'],
    ['IpcMode', 'the shared memory'],
  ] as const;
  const shared = modes.flatMap(([member, what]) =>
    textAt(source, member) === 'host' && textAt(stable, member) !== 'host' ? [`the task shares ${what} of the host`] : [],
  );
  const mounts = added(hostPaths(stable), hostPaths(source)).map((path) => `the task mounts ${path} of the host`);
  return [...shared, ...mounts];
}

function containerGains(before: RevisionRequest, after: RevisionRequest, isNew: boolean): readonly string[] {
  const capabilities = 'LinuxParameters.Capabilities';
  const devices = (container: RevisionRequest) => listAt(container, 'LinuxParameters.Devices').map((device) => textAt(device, 'HostPath'));
  return [
    ...(after.Privileged === true && before.Privileged !== true ? ['is privileged'] : []),
    ...added(textsAt(before, `${capabilities}.Add`), textsAt(after, `${capabilities}.Add`)).map((one) => `adds capability ${one}`),
    ...added(textsAt(after, `${capabilities}.Drop`), textsAt(before, `${capabilities}.Drop`)).map((one) => `keeps capability ${one}`),
    ...added(devices(before), devices(after)).map((path) => `uses device ${path} of the host`),
    ...(rootRank(after) > (isNew ? rank.imageDefault : rootRank(before)) ? [`runs as ${textAt(after, 'User') || "its image's user"}`] : []),
    ...(before.ReadonlyRootFilesystem === true && after.ReadonlyRootFilesystem !== true ? ['may write its root file system'] : []),
  ];
}

/** How close to root a container's user is known to be. Without `User` the image decides, which may be root. */
const rank = { named: 0, imageDefault: 1, root: 2 } as const;

function rootRank(container: RevisionRequest): number {
  const user = textAt(container, 'User').split(':')[0] ?? '';
  if (user === '') return rank.imageDefault;
  return user === 'root' || Number(user) === 0 ? rank.root : rank.named;
}

function hostPaths(revision: RevisionRequest): readonly string[] {
  return listAt(revision, 'Volumes').flatMap((volume) => textAt(volume, 'Host.SourcePath') || []);
}

function added(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.filter((one) => !before.includes(one));
}

function listAt(value: unknown, path: string): readonly unknown[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list : [];
}

function textsAt(value: unknown, path: string): readonly string[] {
  return listAt(value, path).filter((one) => typeof one === 'string');
}

function textAt(value: unknown, path: string): string {
  const text = valueAt(value, path);
  return typeof text === 'string' ? text : '';
}
