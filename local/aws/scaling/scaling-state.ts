import type { ScalableTarget, ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import type { ServiceSizes } from '../ecs/service-sizes.ts';
import type { ModelNeeds } from '../modelled-service.ts';

/** What Application Auto Scaling needs: the sizes it may change. */
export interface ScalingNeeds extends ModelNeeds {
  readonly sizes: ServiceSizes;
}

/** Everything the model remembers, by `resourceId|dimension` and by policy ARN. */
export interface ScalingState {
  readonly targets: Map<string, ScalableTarget>;
  readonly policies: Map<string, ScalingPolicy>;
}
