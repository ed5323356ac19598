import { DependencyError } from '../../core/errors.ts';

const silent = () => Promise.reject(new DependencyError('AWS is busy: try again'));

/** An AWS that answers nobody who asks whether an event is true, or a service declared: then the event stands. Nor does it show a rule. */
export const silentWitnesses = {
  alarms: { alarms: silent },
  ecs: { services: silent, task: silent },
  rules: { actions: silent },
  isDeclared: silent,
};
