import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { answered } from './sdk-errors.ts';

/**
 * Wakes people up.
 *
 * @throws {DependencyError} SNS throttled or did not answer. Retryable.
 */
export interface Pager {
  /** The subject is cut to the 100 plain characters that SNS takes. */
  page(subject: string, message: string): Promise<void>;
}

/** A {@link Pager} on an SNS topic. */
export function pager(sns: SNSClient, TopicArn: string): Pager {
  return {
    async page(subject, message) {
      const plain = subject
        .replace(/[^\x20-\x7e]+/g, ' ')
        .trim()
        .slice(0, 99);
      const Subject = plain || 'Sluice needs a human';
      // SNS refuses an empty message, and a page must get through.
      const command = new PublishCommand({ TopicArn, Subject, Message: message || Subject });
      await answered('SNS Publish', sns.send(command));
    },
  };
}
