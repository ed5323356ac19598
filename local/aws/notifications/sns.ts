import { InvalidParameterException, NotFoundException, type PublishCommandOutput, type PublishInput } from '@aws-sdk/client-sns';
import { physicalName } from '../../template/physical-name.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import { identifiers } from '../identifiers.ts';
import type { ModelledService, ModelNeeds } from '../modelled-service.ts';
import type { Made, ResourceMaker } from '../resource-maker.ts';

/** A message that reached a topic. */
export interface PublishedMessage {
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly messageId: string;
  readonly at: Date;
}

/** The modelled SNS. Topics keep what they get; nothing is sent on to subscriptions. */
export interface Sns extends ModelledService {
  /** The last 1,000 messages, oldest first. */
  published(): readonly PublishedMessage[];
}

const publishedMax = 1000;
const bytesMax = 256 * 1024;

/** The modelled SNS; local/behaviour/events-and-metrics.md says what it promises. */
export function sns(needs: ModelNeeds): Sns {
  const topics = new Set<string>();
  const published: PublishedMessage[] = [];
  const ids = identifiers(needs.random);

  const publish = async (input: PublishInput): Promise<Omit<PublishCommandOutput, '$metadata'>> => {
    const topicArn = input.TopicArn ?? input.TargetArn;
    const { Subject: subject, Message: message = '' } = input;
    if (topicArn === undefined || input.PhoneNumber !== undefined) throw new UnmodelledCallError('SNS Publish to anything but a topic');
    if (!topics.has(topicArn)) throw new NotFoundException({ message: 'Topic does not exist', $metadata: {} });
    if (message === '' || Buffer.byteLength(message) > bytesMax) throw invalid('Message must have 1 byte to 256 KB');
    if (subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(subject))
      throw invalid('Subject must be one line of 1 to 100 ASCII characters');
    const messageId = ids.uuid();
    if (published.push({ topicArn, subject, message, messageId, at: needs.clock.now() }) > publishedMax) published.shift();
    return { MessageId: messageId };
  };

  const makeTopic: ResourceMaker = ({ TopicName }, resource): Made => {
    const name = typeof TopicName === 'string' ? TopicName : physicalName(resource, 256);
    const arn = `arn:aws:sns:${needs.region}:${needs.account}:${name}`;
    if (resource.previous !== undefined) topics.delete(resource.previous.ref);
    topics.add(arn);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  };

  return {
    id: 'SNS',
    operations: { Publish: publish },
    resources: {
      'AWS::SNS::Topic': makeTopic,
      'AWS::SNS::Subscription': ({ TopicArn }, resource) => {
        const arn = `${String(TopicArn)}:${physicalName(resource)}`;
        return { ref: arn, attributes: { Arn: arn } };
      },
    },
    published: () => [...published],
  };
}

function invalid(message: string): InvalidParameterException {
  return new InvalidParameterException({ message: `Invalid parameter: ${message}`, $metadata: {} });
}
