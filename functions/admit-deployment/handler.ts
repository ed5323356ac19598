import { environment } from '../../adapters/environment.ts';
import { traced } from '../../adapters/observability.ts';
import { catalogue } from '../../adapters/wiring/catalogue.ts';
import { admissionFacts, admissionGlance } from '../../adapters/wiring/composed.ts';
import { announcements, ledger } from '../../adapters/wiring/control-plane.ts';
import { now } from '../../adapters/world.ts';
import { admitDeployment } from './admit-deployment.ts';

const { SLUICE_PAGE_TOPIC_ARN: pageTopicArn } = environment('SLUICE_PAGE_TOPIC_ARN');

const look = { glance: admissionGlance(), read: admissionFacts() };

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced(
  'admit-deployment',
  admitDeployment({ ...look, ledger: ledger(), catalogue: catalogue(), announcer: announcements(), pageTopicArn, now }),
);
