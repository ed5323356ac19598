import { environment } from '../../adapters/environment.ts';
import { keepTrying } from '../../adapters/keep-trying.ts';
import { traced } from '../../adapters/observability.ts';
import { catalogue } from '../../adapters/wiring/catalogue.ts';
import { announcements, ledger, machines } from '../../adapters/wiring/control-plane.ts';
import { images } from '../../adapters/wiring/readers.ts';
import { now } from '../../adapters/world.ts';
import { startDeployment } from './start-deployment.ts';

const { SLUICE_DEPLOYMENT_MACHINE_ARN: deploymentMachineArn } = environment('SLUICE_DEPLOYMENT_MACHINE_ARN');

const own = { ledger: ledger(), executions: machines(), announcer: announcements(), deploymentMachineArn, now };

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced('start-deployment', keepTrying(startDeployment({ ...own, catalogue: catalogue(), images: images() })));
