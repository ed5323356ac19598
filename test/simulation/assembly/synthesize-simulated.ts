import { App } from 'aws-cdk-lib';
import { ControlPlaneStack } from '../../../infra/stacks/control-plane-stack.ts';
import { ImageStack } from '../../../infra/stacks/image-stack.ts';
import { StorefrontStack } from '../../../infra/stacks/storefront-stack.ts';
import { type SimulatedService, simulatedServices } from '../scenario/simulated-services.ts';

/**
 * Synthesizes what `cdk deploy` would ship, with the shipped bundles, machines and policies, for the services of the simulation.
 * The services alone differ from the example: each has another strategy.
 */
export function synthesizeSimulated(outdir: string, services: readonly SimulatedService[] = simulatedServices): void {
  const context = { '@aws-cdk/core:defaultCrossStackReferences': 'strong' };
  const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false, context });
  const { controlPlane } = new ControlPlaneStack(app, 'SluiceControlPlane');
  for (const { name, options } of services) {
    const stackName = `Simulated${name[0]?.toUpperCase()}${name.slice(1)}`;
    const { repository } = new ImageStack(app, `${stackName}Images`, { repositoryName: name });
    new StorefrontStack(app, stackName, { controlPlane, repository, options: { ...options, name } });
  }
  app.synth();
}

const [outdir] = process.argv.slice(2);
if (import.meta.main && outdir !== undefined) synthesizeSimulated(outdir);
