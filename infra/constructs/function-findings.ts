import type { Findings } from './acknowledge.ts';
import type { FunctionName } from './names.ts';

/** Who calls a function decides what becomes of a call that fails. */
type Caller = 'event' | 'machine' | 'stack';

const callers: Readonly<Record<FunctionName, Caller>> = {
  'start-deployment': 'event',
  'admit-deployment': 'machine',
  'inspect-candidate': 'machine',
  'next-step': 'machine',
  'watch-for-signals': 'machine',
  'signal-deployment': 'event',
  'record-outcome': 'machine',
  'claim-retirement': 'machine',
  reconcile: 'event',
  'keep-lanes': 'stack',
};

const noQueue: Readonly<Record<Caller, string>> = {
  event: 'what it fails to handle goes to the queue Undelivered as its on-failure destination, with the error, and pages',
  machine: 'its caller waits for the answer and catches the error: there is no event that could be lost',
  stack: 'CloudFormation waits for its answer and undoes the stack operation without one; nothing else is in its event',
};

const noReservation: Readonly<Record<Caller, string>> = {
  event:
    'a cap would hold back signals and rollbacks when many services fail together; the lease of each service bounds the work, and throttled signals page',
  machine: 'each running deployment calls it one call at a time and a service has one deployment: a cap could only hold back a way back',
  stack: 'called once for each operation of a stack; reserving would take from what is left for the functions of the way back',
};

/**
 * What the security packs find in every function and is accepted, with the reason that holds for this one.
 * docs/decisions/0010-what-the-security-packs-ask.md says what each would cost.
 */
export function functionFindings(name: FunctionName): Findings {
  const caller = callers[name];
  return {
    'IAM5[Resource::*]': 'writing traces has no resource level in IAM',
    'Serverless-LambdaDLQ': noQueue[caller],
    'NIST.800.53.R5-LambdaDLQ': noQueue[caller],
    'NIST.800.53.R5-LambdaConcurrency': noReservation[caller],
    'NIST.800.53.R5-LambdaInsideVPC':
      'nobody can reach it through a network, and it needs only public endpoints; a VPC would cost NAT or endpoints all day, and could cut off the way back',
    'NIST.800.53.R5-CloudWatchLogGroupEncrypted':
      'its log holds decisions and their reasons, no secret and no task token; CloudWatch Logs encrypts it with a key that nobody can disable',
    'NIST.800.53.R5-IAMNoInlinePolicy': 'written for this role alone and gone with it: nobody else can be given it',
  };
}
