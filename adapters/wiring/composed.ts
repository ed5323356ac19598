import { type AdmissionReader, admissionReader } from '../admission-reader.ts';
import type { Pace } from '../clients.ts';
import { type LaneReader, laneReader } from '../lane-reader.ts';
import { type OutcomeRecorder, outcomeRecorder } from '../outcome-recorder.ts';
import { type RuleReader, ruleReader } from '../rule-reader.ts';
import { type TrafficReader, trafficReader } from '../traffic-reader.ts';
import { now } from '../world.ts';
import { announcements, ledger } from './control-plane.ts';
import { alarms, ecs, elb, images, scaling } from './readers.ts';

/** One lane as ECS and ELB know it. */
export const lanes = (): LaneReader => laneReader({ ecs: ecs(), elb: elb() });

/** Whom the users' rules send where. */
export const rules = (): RuleReader => ruleReader(elb());

/** Whom users reach, and who is there to serve them. */
export const traffic = (pace?: Pace): TrafficReader => trafficReader(elb(pace));

/** Everything that an admission is decided from. */
export const admissionFacts = (): AdmissionReader =>
  admissionReader({ ecs: ecs(), elb: elb(), lanes: lanes(), alarms: alarms(), images: images(), scaling: scaling() });

/** Writes down how deployments end. */
export const outcomes = (): OutcomeRecorder => outcomeRecorder({ ledger: ledger(), announcer: announcements(), now });
