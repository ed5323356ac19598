import { isJsonObject, type Json, type JsonObject } from '../../asl/json.ts';
import { instantMs } from '../../asl/timestamp.ts';

/** SDK clients whose members begin with a small letter. Step Functions capitalises them, and only the first letter. */
const camelCase: ReadonlySet<string> = new Set(['ECS', 'ECR', 'SFN']);

/** Members that hold a map: the keys below are the user's own and stay as they are. */
const maps: Readonly<Record<string, ReadonlySet<string>>> = {
  ECS: new Set(['dockerLabels', 'options', 'driverOpts', 'labels']),
  ECR: new Set(['findingSeverityCounts', 'annotations', 'tags']),
};

/** Members of requests that the SDK takes as a Date and a state machine writes as an ISO 8601 string. */
const dates: Readonly<Record<string, ReadonlySet<string>>> = {
  CloudWatch: new Set(['StartTime', 'EndTime', 'Timestamp', 'StartDate', 'EndDate']),
  ApplicationAutoScaling: new Set(['StartTime', 'EndTime']),
  EventBridge: new Set(['Time']),
};

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const upperFirst = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** A Task's arguments as the SDK command of a service (by its id, `ECS`) takes them. */
export function toSdk(service: string, value: Json): unknown {
  const isCamel = camelCase.has(service);
  const convert = (part: Json): unknown => {
    if (Array.isArray(part)) return part.map(convert);
    return isJsonObject(part) ? Object.fromEntries(Object.entries(part).map(([name, member]) => convertMember(name, member))) : part;
  };
  const convertMember = (name: string, member: Json): readonly [string, unknown] => {
    const sdkName = isCamel ? lowerFirst(name) : name;
    if (maps[service]?.has(sdkName) && isJsonObject(member)) return [sdkName, member];
    const instant = dates[service]?.has(name) ? instantMs(member) : undefined;
    return [sdkName, instant === undefined ? convert(member) : new Date(instant)];
  };
  return convert(value);
}

/** An SDK command's output as a Task's result: names capitalised, dates as ISO 8601, bytes as text, nothing undefined. */
export function fromSdk(service: string, value: unknown): Json {
  const isCamel = camelCase.has(service);
  const convert = (part: unknown): Json => {
    if (part instanceof Date) return part.toISOString();
    if (part instanceof Uint8Array) return new TextDecoder().decode(part);
    if (Array.isArray(part)) return part.map(convert);
    if (typeof part !== 'object' || part === null) return (part ?? null) as Json;
    const result: Record<string, Json> = {};
    for (const [name, member] of Object.entries(part)) {
      if (member === undefined || name === '$metadata') continue;
      result[isCamel ? upperFirst(name) : name] =
        maps[service]?.has(name) && isJsonObject(member) ? (member as JsonObject) : convert(member);
    }
    return result;
  };
  return convert(value);
}
