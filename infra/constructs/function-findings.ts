import type { Findings } from './acknowledge.ts';
import type { FunctionName } from './names.ts';

/** Who calls a function decides what becomes of a call that fails, or has to wait. */
type Caller = 'request' | 'signal' | 'machine' | 'stack';

const callers: Readonly<Record<FunctionName, Caller>> = {
  'start-deployment': 'request',
  'admit-deployment': 'machine',
  'inspect-candidate': 'machine',
  'next-step': 'machine',
  'watch-for-signals': 'machine',
  'signal-deployment': 'signal',
  'record-outcome': 'machine',
  'claim-retirement': 'machine',
  reconcile: 'signal',
  sweep: 'signal',
  'keep-lanes': 'stack',
};

const hasDestination = 'what it fails to handle goes to the queue Undelivered, its on-failure destination, with the error, and pages';

const noQueue: Readonly<Record<Caller, string>> = {
  request: hasDestination,
  signal: hasDestination,
  machine: 'its caller waits for the answer and catches the error: there is no event that could be lost',
  stack: 'CloudFormation waits for its answer and undoes the stack operation without one; nothing else is in its event',
};

const noReservation: Readonly<Record<Caller, string>> = {
  request:
    'an event starts one deployment of a service at most, and a burst may wait; a reservation would take from the functions of the way back',
  signal: 'a cap would hold back the way back just when many services fail together; that it is throttled or silent pages instead',
  machine: 'each running deployment makes one call at a time, and a service has one deployment: a cap could only hold back a way back',
  stack: 'called once for each operation of a stack; a reservation would take from the functions of the way back',
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
