import { App, Validations } from 'aws-cdk-lib';
import { securityChecks } from './security-checks.ts';
import { ControlPlaneStack } from './stacks/control-plane-stack.ts';
import { ImageStack } from './stacks/image-stack.ts';
import { type StorefrontOptions, StorefrontStack } from './stacks/storefront-stack.ts';

/** What an assembly may be told; without anything it is what `cdk deploy` ships. */
export interface AppOptions {
  /** Folder of the cloud assembly. Default: `cdk.out`, or what the CDK CLI asks for. */
  readonly outdir?: string;
  /** Folder of the function folders. */
  readonly functionsRoot?: string;
  readonly pageEmail?: string;
  /** Whether the security checks and CloudFormation's own rules run; they take most of the time. Default: true. */
  readonly checks?: boolean;
  /** The example service, as data. */
  readonly storefront?: StorefrontOptions;
}

/** In the code and not in cdk.json, so that every way to synthesize gives the same templates. */
const context = {
  // A stack must not take away what another one uses: export and import say so to CloudFormation.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/**
 * The whole app: the control plane, and an example service with its images. Not bound to an account or Region, so that it
 * synthesizes offline. Security checks run with it: a finding without a reason fails the synthesis.
 *
 * @example const { directory } = buildApp({ outdir }).synth();
 */
export function buildApp({ outdir, functionsRoot, pageEmail, checks = true, storefront = {} }: AppOptions = {}): App {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    analyticsReporting: false,
    builtinCloudFormationValidation: checks,
    context,
  });
  if (checks) Validations.of(app).addPlugins(...securityChecks(app));
  const { controlPlane } = new ControlPlaneStack(app, 'SluiceControlPlane', {
    description: 'Sluice: releases new versions of ECS services by degrees and takes bad ones back',
    ...(functionsRoot !== undefined && { functionsRoot }),
    ...(pageEmail !== undefined && { pageEmail }),
  });
  const { repository } = new ImageStack(app, 'SluiceStorefrontImages', {
    description: 'Images of the Sluice example service',
    repositoryName: storefront.name ?? 'storefront',
  });
  new StorefrontStack(app, 'SluiceStorefront', {
    description: 'The Sluice example service: two lanes behind one load balancer',
    controlPlane,
    repository,
    options: storefront,
  });
  return app;
}

if (import.meta.main) buildApp().synth();
