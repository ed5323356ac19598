import { SluiceError } from '../../../core/errors.ts';
import type { Cancel } from '../../clock.ts';
import type { RecordMetric } from '../../load-balancer/record-metric.ts';
import { physicalName } from '../../template/physical-name.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import { identifiers } from '../identifiers.ts';
import type { ModelledService, ModelNeeds, Operation } from '../modelled-service.ts';
import type { ResourceMaker } from '../resource-maker.ts';
import { type MessageAttribute, Queue } from './queue.ts';

/** What the modelled SQS is made from; what every queue holds and what it was sent is recorded each minute. */
export type SqsNeeds = ModelNeeds & { readonly record: RecordMetric };

/** The modelled SQS: enough for dead-letter queues. */
export interface Sqs extends ModelledService {
  /** Ends the recording of metrics. */
  stop(): void;
}

/** SQS's own error; the SQS client is not among the dependencies, so its class stands here. */
export class QueueDoesNotExist extends SluiceError {
  override readonly name = 'QueueDoesNotExist';
  override readonly fault = 'caller';
}

interface QueueInput {
  readonly QueueUrl: string;
}
interface SendInput extends QueueInput {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}
interface ReceiveInput extends QueueInput {
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
}

const minuteMs = 60_000;

/** The modelled SQS; local/behaviour/events-and-metrics.md says what it promises. */
export function sqs(needs: SqsNeeds): Sqs {
  const queues = new Map<string, Queue>();
  const ids = identifiers(needs.random);
  const arnOf = (name: string) => `arn:aws:sqs:${needs.region}:${needs.account}:${name}`;
  const urlOf = (name: string) => `https://sqs.${needs.region}.amazonaws.com/${needs.account}/${name}`;
  const stop = everyMinute(needs, () => {
    for (const [url, queue] of queues) recordMinute(url, queue, needs);
  });

  const makeQueue: ResourceMaker = (properties, resource) => {
    if (properties.FifoQueue === true) throw new UnmodelledCallError('a FIFO queue');
    const { QueueName, VisibilityTimeout = 30, MessageRetentionPeriod = 345_600 } = properties;
    const name = typeof QueueName === 'string' ? QueueName : physicalName(resource, 80);
    const settings = { visibilitySeconds: Number(VisibilityTimeout), retentionSeconds: Number(MessageRetentionPeriod) };
    const before = resource.previous?.ref;
    if (before !== undefined && before !== urlOf(name)) queues.delete(before);
    if (!queues.has(urlOf(name))) queues.set(urlOf(name), new Queue(settings, needs.clock, ids));
    return { ref: urlOf(name), attributes: { Arn: arnOf(name), QueueName: name, QueueUrl: urlOf(name) } };
  };

  return {
    id: 'SQS',
    operations: operations(queues, arnOf),
    resources: { 'AWS::SQS::Queue': makeQueue },
    stop,
  };
}

function operations(queues: ReadonlyMap<string, Queue>, arnOf: (name: string) => string): Readonly<Record<string, Operation>> {
  const queueAt = ({ QueueUrl }: QueueInput): Queue => {
    const queue = queues.get(QueueUrl);
    if (queue === undefined) throw new QueueDoesNotExist(`the queue ${QueueUrl} does not exist`);
    return queue;
  };
  return {
    SendMessage: async (input: SendInput) => {
      return { MessageId: queueAt(input).send(input.MessageBody, input.MessageAttributes ?? {}, input.DelaySeconds ?? 0) };
    },
    ReceiveMessage: async (input: ReceiveInput) => {
      const messages = queueAt(input).receive(input.MaxNumberOfMessages ?? 1, input.VisibilityTimeout);
      return messages.length === 0 ? {} : { Messages: messages };
    },
    DeleteMessage: async (input: QueueInput & { readonly ReceiptHandle: string }) => {
      queueAt(input).delete(input.ReceiptHandle);
      return {};
    },
    PurgeQueue: async (input: QueueInput) => {
      queueAt(input).clear();
      return {};
    },
    GetQueueAttributes: async (input: QueueInput) => {
      const { visible, notVisible } = queueAt(input).counts();
      const counts = { ApproximateNumberOfMessages: String(visible), ApproximateNumberOfMessagesNotVisible: String(notVisible) };
      return { Attributes: { QueueArn: arnOf(nameIn(input.QueueUrl)), ...counts } };
    },
    GetQueueUrl: async ({ QueueName }: { readonly QueueName: string }) => {
      const QueueUrl = [...queues.keys()].find((url) => nameIn(url) === QueueName);
      if (QueueUrl === undefined) throw new QueueDoesNotExist(`the queue ${QueueName} does not exist`);
      return { QueueUrl };
    },
  };
}

function recordMinute(url: string, queue: Queue, { record, clock }: SqsNeeds): void {
  const { visible, notVisible } = queue.counts();
  const common = { namespace: 'AWS/SQS', dimensions: { QueueName: nameIn(url) }, unit: 'Count', at: clock.now() } as const;
  record({ ...common, name: 'ApproximateNumberOfMessagesVisible', value: visible });
  record({ ...common, name: 'ApproximateNumberOfMessagesNotVisible', value: notVisible });
  // A count is of the minute that is over.
  const sent = queue.newlySent();
  if (sent > 0) record({ ...common, name: 'NumberOfMessagesSent', value: sent, at: new Date(common.at.getTime() - minuteMs) });
}

function nameIn(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function everyMinute({ clock }: ModelNeeds, act: () => void): Cancel {
  let cancel: Cancel = () => undefined;
  const wait = () => {
    cancel = clock.after(minuteMs - (clock.now().getTime() % minuteMs), () => {
      wait();
      act();
    });
  };
  wait();
  return () => cancel();
}
