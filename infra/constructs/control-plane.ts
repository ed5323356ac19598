import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stage } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { acknowledge } from './acknowledge.ts';
import { ControlPlaneAlarms } from './control-plane-alarms.ts';
import type { ControlPlaneLink } from './control-plane-link.ts';
import { EventRules } from './event-rules.ts';
import { bundleFunctions } from './function-bundles.ts';
import { folderOf } from './function-folders.ts';
import { functionPermissions } from './function-permissions.ts';
import { give } from './grant.ts';
import { LedgerTable } from './ledger-table.ts';
import { Machine } from './machine.ts';
import { type FunctionName, functionNames, machineArn, parameterPrefix } from './names.ts';
import { PageTopic } from './page-topic.ts';
import { SluiceFunction } from './sluice-function.ts';

const root = join(import.meta.dirname, '../..');

/** Answers of ten sources, up to 2 MiB of JSON each, are read at once; and a look has to end within seconds. */
const judgeMemoryMiB = 1_024;

/** A ledger that does not answer is given up after eighteen seconds. Whoever asks to go back at the instant of a promotion waits for this. */
const recordSeconds = 20;

type Functions = Readonly<Record<FunctionName, SluiceFunction>>;

/** What a control plane may be told; every field has a default that is right for an account. */
export interface ControlPlaneProps {
  /** Who is paged by e-mail; more subscriptions can be added to `pageTopic`. */
  readonly pageEmail?: string | undefined;
  /** Folder of the function folders. */
  readonly functionsRoot?: string | undefined;
}

/**
 * Everything that releases services in one account and Region: two state machines, their functions, the ledger, the event
 * rules and the pages. Nothing in it runs when nothing is released, except one small function a minute.
 *
 * @example new ControlPlane(this, 'Sluice', { pageEmail: 'on-call@example.com' });
 */
export class ControlPlane extends Construct implements ControlPlaneLink {
  readonly keepLanesArn: string;
  readonly deploymentRoleName: string;
  readonly pageTopic: PageTopic['topic'];

  constructor(scope: Construct, id: string, { pageEmail, functionsRoot = join(root, 'functions') }: ControlPlaneProps = {}) {
    super(scope, id);
    const ledger = new LedgerTable(this, 'Ledger');
    const page = new PageTopic(this, 'Page', { email: pageEmail });
    const undelivered = this.#undelivered();
    const made = this.#functions(functionsRoot, ledger, page);
    const { deployment, restore } = this.#machines(made, page);
    // Events and schedules reach the newest code; only executions keep theirs.
    const functions = mapped(made, ({ lambda }) => lambda);

    new EventRules(this, 'Events', {
      functions,
      undelivered,
      machineArns: [deployment.machine.stateMachineArn, restore.machine.stateMachineArn],
    });
    new ControlPlaneAlarms(this, 'Alarms', {
      undelivered,
      functions,
      deployment: deployment.machine,
      restore: restore.machine,
      topic: page.topic,
    });

    this.keepLanesArn = functions['keep-lanes'].functionArn;
    this.deploymentRoleName = deployment.role.roleName;
    this.pageTopic = page.topic;
  }

  #undelivered(): Queue {
    const queue = new Queue(this, 'Undelivered', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(queue, {
      SQS3: 'this is the dead-letter queue',
      'Serverless-SQSRedrivePolicy': 'this is the dead-letter queue: nothing reads it but people, and a message in it pages',
    });
    return queue;
  }

  #functions(functionsRoot: string, ledger: LedgerTable, page: PageTopic): Functions {
    const outDirectory = join(Stage.of(this)?.outdir ?? 'cdk.out', 'bundles');
    const bundles = bundleFunctions([...new Set(functionNames.map(folderOf))], { functionsRoot, outDirectory });
    const permissions = functionPermissions(this);
    const environment = {
      SLUICE_TABLE: ledger.table.tableName,
      SLUICE_PAGE_TOPIC_ARN: page.topic.topicArn,
      SLUICE_PARAMETER_PREFIX: parameterPrefix,
    };
    const both = {
      SLUICE_DEPLOYMENT_MACHINE_ARN: machineArn(this, 'deployment'),
      SLUICE_RESTORE_MACHINE_ARN: machineArn(this, 'restore'),
    };
    const machines: Partial<Record<FunctionName, Readonly<Record<string, string>>>> = {
      'start-deployment': { SLUICE_DEPLOYMENT_MACHINE_ARN: machineArn(this, 'deployment') },
      'signal-deployment': { SLUICE_RESTORE_MACHINE_ARN: machineArn(this, 'restore') },
      reconcile: both,
      sweep: both,
    };
    const made = functionNames.map((name) => {
      const made = new SluiceFunction(this, name, {
        name,
        bundle: bundles[folderOf(name)],
        environment: { ...environment, ...machines[name] },
        ...(name === 'next-step' && { memoryMiB: judgeMemoryMiB }),
        ...(name === 'record-outcome' && { timeoutSeconds: recordSeconds }),
      });
      const { pages, ledger: use, grants } = permissions[name];
      ledger.grantUse(made.role, use);
      if (pages) page.grantPublish(made.role);
      give(made.role, grants);
      return [name, made] as const;
    });
    return Object.fromEntries(made) as Functions;
  }

  #machines(functions: Functions, page: PageTopic): { readonly deployment: Machine; readonly restore: Machine } {
    const text = readFileSync(join(root, 'statemachines/deployment.asl.json'), 'utf8');
    const called = {
      AdmitDeploymentArn: functions['admit-deployment'],
      InspectCandidateArn: functions['inspect-candidate'],
      NextStepArn: functions['next-step'],
      WatchForSignalsArn: functions['watch-for-signals'],
      RecordOutcomeArn: functions['record-outcome'],
      ClaimRetirementArn: functions['claim-retirement'],
    };
    const values = { PageTopicArn: page.topic.topicArn };
    const deployment = new Machine(this, 'Deployment', { name: 'deployment', text, functions: called, values });
    const restore = new Machine(this, 'Restore', { name: 'restore', text: restoreDefinition(text), functions: called, values });
    page.grantPublish(deployment.role);
    page.grantPublish(restore.role);
    return { deployment, restore };
  }
}

function mapped<Name extends string, From, To>(record: Readonly<Record<Name, From>>, to: (value: From) => To): Record<Name, To> {
  return Object.fromEntries(Object.entries<From>(record).map(([name, value]) => [name, to(value)])) as Record<Name, To>;
}
