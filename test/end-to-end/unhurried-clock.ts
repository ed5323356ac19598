import { UnmodelledCallError } from '../../local/aws/aws-calls.ts';
import type { Call, CallRecord, RouterOptions } from '../../local/aws/router.ts';
import { VirtualClock } from '../../local/clocks/virtual-clock.ts';

/** Turns of the event loop without a call of AWS under way before the world is taken to be at rest. */
const quietTurns = 4;

/** A clock that stands still while anything is under way, and the hooks by which it knows. */
export interface Unhurried {
  readonly clock: VirtualClock;
  /** For the world's `calls`. */
  readonly hooks: Pick<RouterOptions, 'fault' | 'observe'>;
}

/**
 * Time for worlds that wait for sockets: a table that outlives its world answers over HTTP. World time goes on only between two calls,
 * so however slow the machine is, a call takes no world time and no timeout of the state machine fires because of it.
 */
export function unhurriedClock(startAt: Date, tell: (ended: CallRecord) => void): Unhurried {
  let underWay = 0;
  const atRest = async (): Promise<void> => {
    for (let quiet = 0; quiet < quietTurns; quiet = underWay === 0 ? quiet + 1 : 0) await turn();
  };
  return {
    clock: new VirtualClock(startAt, atRest),
    hooks: {
      fault: (_call: Call) => {
        underWay += 1;
        return undefined;
      },
      observe: (ended) => {
        if (!isUnmodelled(ended)) underWay -= 1;
        tell(ended);
      },
    },
  };
}

/** A call that nobody models ends without having begun. */
function isUnmodelled({ outcome }: CallRecord): boolean {
  return outcome.kind === 'failed' && outcome.error instanceof UnmodelledCallError;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
