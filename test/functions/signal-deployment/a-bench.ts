import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { signalDeployment } from '../../../functions/signal-deployment/signal-deployment.ts';
import { secondsLater } from '../../core/builders.ts';
import { anEvent, machineArn } from '../an-event.ts';
import { fakeExecutions } from '../fake-executions.ts';
import { silentWitnesses } from '../silent-witnesses.ts';
import { theAnnounced } from '../the-announced.ts';

type Needs = Parameters<typeof signalDeployment>[0];

/** The use case 90 s after the builders' admission, with nothing in its ledger and nobody who knows whether an event is true. */
export function aBench({ ledger = memoryLedger(), ...change }: Partial<Needs> = {}) {
  const { executions, answers, started } = fakeExecutions();
  const lanes = { read: () => Promise.reject(new RangeError('no lane is read here')) };
  const { announcer, announced } = theAnnounced();
  const parts = { ...silentWitnesses, ledger, executions, announcer, lanes };
  const signal = signalDeployment({ ...parts, restoreMachineArn: machineArn, now: () => secondsLater(90), ...change });
  return { ledger, executions, answers, started, announced, send: (event: Parameters<typeof anEvent>[0]) => signal(anEvent(event)) };
}
