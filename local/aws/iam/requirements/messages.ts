import type { PutEventsRequest } from '@aws-sdk/client-eventbridge';
import type { PublishInput } from '@aws-sdk/client-sns';
import { given, tagged } from '../facts.ts';
import { arnHere, type RequestPlace, type Requirement, type Row } from '../requirement.ts';

interface OfQueue {
  readonly QueueUrl?: string;
}

/** Who puts a message into an encrypted topic or queue uses its key: "Key management" in the SNS and SQS developer guides. */
function encrypting(arn: string, { keyOf }: RequestPlace): readonly Requirement[] {
  const resource = keyOf(arn);
  return resource === undefined ? [] : ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({ action, resource }));
}

function putEvents({ Entries = [] }: PutEventsRequest, place: RequestPlace): readonly Requirement[] {
  return Entries.map(({ EventBusName = 'default', Source, DetailType }) => {
    const resource = arnHere(place, 'events', `event-bus/${EventBusName.slice(EventBusName.lastIndexOf('/') + 1)}`);
    const facts = given({ 'events:source': Source ?? null, 'events:detail-type': DetailType ?? null });
    return { action: 'events:PutEvents', resource, facts };
  });
}

function publish({ TopicArn, TargetArn }: PublishInput, place: RequestPlace): readonly Requirement[] {
  const resource = TopicArn ?? TargetArn ?? '';
  const facts: Requirement['facts'] = (key) => tagged(place.tagsOf(resource))(key);
  return [{ action: 'sns:Publish', resource, facts }, ...encrypting(resource, place)];
}

const onQueue = (name: string): Row => {
  return ({ QueueUrl = '' }: OfQueue, place) => {
    const [, , , account = '', queue = ''] = QueueUrl.split('/');
    const resource = arnHere({ ...place, account }, 'sqs', queue);
    const own = { action: `sqs:${name}`, resource, facts: (key: string) => tagged(place.tagsOf(resource))(key) };
    return name === 'SendMessage' ? [own, ...encrypting(resource, place)] : [own];
  };
};

/** What EventBridge, SNS and SQS operations require. Source: the service authorization reference of AWS. */
export const messageRows: Readonly<Record<string, Row>> = {
  'EventBridge.PutEvents': putEvents,
  'SNS.Publish': publish,
  ...Object.fromEntries(
    ['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'PurgeQueue', 'GetQueueAttributes'].map((name) => [`SQS.${name}`, onQueue(name)]),
  ),
};
