// Planted mistakes and the crash matrix import it from here.
export { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
