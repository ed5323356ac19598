import { Stack } from 'aws-cdk-lib';
import { Effect, type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

const alarms = new ServicePrincipal('cloudwatch.amazonaws.com');

/** The topic that calls people. Encrypted with its own key, because alarms cannot publish under the AWS managed one. */
export class PageTopic extends Construct {
  readonly topic: Topic;
  readonly #key: Key;

  constructor(scope: Construct, id: string, { email }: { readonly email?: string | undefined } = {}) {
    super(scope, id);
    const { account, region, partition } = Stack.of(this);
    const ofAlarmsHere = {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
    };
    this.#key = new Key(this, 'Key', { description: 'Encrypts what Sluice pages people with', enableKeyRotation: true });
    // Source: "Enable compatibility between event sources from AWS services and encrypted topics" in the SNS developer guide.
    this.#key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [alarms],
        actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        resources: ['*'],
        conditions: ofAlarmsHere,
      }),
    );
    this.topic = new Topic(this, 'Topic', { displayName: 'Sluice pages', masterKey: this.#key, enforceSSL: true });
    // A topic policy of one's own, here that of TLS, takes the place of the default one, which lets the account's alarms publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccountAndRegion',
        effect: Effect.ALLOW,
        principals: [alarms],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: ofAlarmsHere,
      }),
    );
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
  }

  /** Lets a role page people. */
  grantPublish(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }));
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [this.#key.keyArn] }),
    );
  }
}
