import { valueAt } from '../input.ts';
import type { RuleActions } from './aws-requests.ts';
import type { Plan } from './plan.ts';

/** The stickiness block of a rule's forward action; switched off when it has none. */
export function stickinessOf(actions: RuleActions): Plan['stickiness'] {
  const config = valueAt(
    actions.find(({ Type }) => Type === 'forward'),
    'ForwardConfig.TargetGroupStickinessConfig',
  );
  const seconds = valueAt(config, 'DurationSeconds');
  return { Enabled: valueAt(config, 'Enabled') === true, ...(typeof seconds === 'number' && { DurationSeconds: seconds }) };
}
