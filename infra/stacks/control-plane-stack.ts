import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ControlPlane, type ControlPlaneProps } from '../constructs/control-plane.ts';

/** Sluice itself: one per account and Region. */
export class ControlPlaneStack extends Stack {
  readonly controlPlane: ControlPlane;

  constructor(scope: Construct, id: string, { pageEmail, functionsRoot, ...props }: StackProps & ControlPlaneProps = {}) {
    super(scope, id, props);
    this.controlPlane = new ControlPlane(this, 'Sluice', { pageEmail, functionsRoot });
  }
}
