import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';

/** The images of one service. A stack of its own, because the service cannot start before its first image was pushed here. */
export class ImageStack extends Stack {
  readonly repository: Repository;

  constructor(scope: Construct, id: string, { repositoryName, ...props }: StackProps & { readonly repositoryName: string }) {
    super(scope, id, props);
    this.repository = new Repository(this, 'Repository', {
      repositoryName,
      imageScanOnPush: true,
      // A tag that can move would make two different versions look like one.
      imageTagMutability: TagMutability.IMMUTABLE,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
