import { type DescribeStateMachineOutput, InvalidArn, StateMachineDoesNotExist } from '@aws-sdk/client-sfn';
import type { Machine } from '../../asl/definition.ts';

/** One revision of a machine: an execution keeps the one it started with. */
export interface Revision {
  readonly revisionId: string;
  readonly definition: string;
  readonly machine: Machine;
  readonly roleArn: string;
}

/** A state machine with its versions and aliases. */
export interface MachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: Date;
  current: Revision;
  readonly versions: Map<number, Revision>;
  /** Alias name → version numbers with their weights. */
  readonly aliases: Map<string, readonly { readonly version: number; readonly weight: number }[]>;
}

/** What an ARN, qualified or not, stands for at this moment. */
export interface Target {
  readonly record: MachineRecord;
  readonly revision: Revision;
  readonly versionArn?: string;
  readonly aliasArn?: string;
}

/** The state machines of the account. */
export class Machines {
  readonly #records = new Map<string, MachineRecord>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  put(record: MachineRecord): void {
    this.#records.set(record.arn, record);
  }

  /** @throws {StateMachineDoesNotExist} */
  get(arn: string): MachineRecord {
    const record = this.#records.get(arn);
    if (record === undefined) throw doesNotExist(arn);
    return record;
  }

  find(arn: string): MachineRecord | undefined {
    return this.#records.get(arn);
  }

  /**
   * Finds the revision behind a machine's ARN, a version's or an alias's.
   *
   * @throws {InvalidArn} not a state machine's ARN.
   * @throws {StateMachineDoesNotExist}
   */
  resolve(arn: string): Target {
    const parts = arn.split(':');
    if (parts.length < 7 || parts.length > 8 || parts[2] !== 'states' || parts[5] !== 'stateMachine') {
      throw new InvalidArn({
        message: `Invalid Arn: 'Resource type not valid in this context: ${arn}'`,
        $metadata: { httpStatusCode: 400 },
      });
    }
    const record = this.get(parts.slice(0, 7).join(':'));
    const qualifier = parts[7];
    if (qualifier === undefined) return { record, revision: record.current };
    if (/^\d+$/.test(qualifier)) return { record, revision: this.#version(record, Number(qualifier), arn), versionArn: arn };
    const routes = record.aliases.get(qualifier);
    if (routes === undefined) throw doesNotExist(arn);
    const version = this.#route(routes);
    return { record, revision: this.#version(record, version, arn), versionArn: `${record.arn}:${version}`, aliasArn: arn };
  }

  #version(record: MachineRecord, version: number, arn: string): Revision {
    const revision = record.versions.get(version);
    if (revision === undefined) throw doesNotExist(arn);
    return revision;
  }

  #route(routes: readonly { readonly version: number; readonly weight: number }[]): number {
    let point = this.#random() * 100;
    for (const { version, weight } of routes) {
      point -= weight;
      if (point < 0) return version;
    }
    return routes.at(-1)?.version ?? 0;
  }
}

/** `DescribeStateMachine` of a revision. */
export function describeMachine({ record, revision, versionArn }: Target): DescribeStateMachineOutput {
  return {
    stateMachineArn: versionArn ?? record.arn,
    name: record.name,
    status: 'ACTIVE',
    definition: revision.definition,
    roleArn: revision.roleArn,
    type: 'STANDARD',
    creationDate: record.createdAt,
    revisionId: revision.revisionId,
  };
}

function doesNotExist(arn: string): StateMachineDoesNotExist {
  return new StateMachineDoesNotExist({ message: `State Machine Does Not Exist: '${arn}'`, $metadata: { httpStatusCode: 400 } });
}
