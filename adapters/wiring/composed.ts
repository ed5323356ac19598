import { type AdmissionGlance, type AdmissionReader, admissionReader, admissionGlance as glanceOf } from '../admission-reader.ts';
import type { Pace } from '../clients.ts';
import { type LaneReader, laneReader } from '../lane-reader.ts';
import { type OutcomeRecorder, outcomeRecorder } from '../outcome-recorder.ts';
import { type RuleReader, ruleReader } from '../rule-reader.ts';
import { type TrafficReader, trafficReader } from '../traffic-reader.ts';
import { now } from '../world.ts';
import { announcements, ledger } from './control-plane.ts';
import { alarms, ecs, elb, images, scaling } from './readers.ts';

/** One lane as ECS and ELB know it. */
export const lanes = (pace?: Pace): LaneReader => laneReader({ ecs: ecs(pace), elb: elb(pace) });

/** Whom the users' rules send where. */
export const rules = (): RuleReader => ruleReader(elb());

/** Whom users reach, and who is there to serve them. */
export const traffic = (pace?: Pace): TrafficReader => trafficReader(elb(pace));

/** Who serves a service, and what guards it: one short try each. */
export const admissionGlance = (): AdmissionGlance => glanceOf({ elb: elb('hurried'), alarms: alarms('hurried') });

/** Everything that an admission is decided from. It is worth some tries: what was read before the last part would be read again. */
export const admissionFacts = (): AdmissionReader => {
  const [balancers, services] = [elb('insistent'), ecs('insistent')];
  const lanes = laneReader({ ecs: services, elb: balancers });
  return admissionReader({
    ...{ ecs: services, elb: balancers, lanes },
    ...{ alarms: alarms('insistent'), images: images('insistent'), scaling: scaling('insistent') },
  });
};

/** Writes down how deployments end. */
export const outcomes = (pace?: Pace): OutcomeRecorder => outcomeRecorder({ ledger: ledger(), announcer: announcements(pace), now });
