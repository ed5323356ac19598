import type { HandlerLoader } from '../../../local/aws/lambda/load-handler.ts';
import { poolingHandlerLoader } from '../../../local/aws/lambda/pooling-handler-loader.ts';

/** What is counted of invocations: the handler's own time, in world milliseconds. */
export interface HandlerMeter {
  readonly now: () => Date;
  readonly ran: (functionName: string, ms: number) => void;
  /** The handler threw. */
  readonly failed: () => void;
  readonly coldStarted: (functionName: string) => void;
}

/** Loads each function once, for all its instances: a thousand of them at once would not fit into memory. Its time is measured. */
export function sharedHandlers({ now, ran, failed, coldStarted }: HandlerMeter): HandlerLoader {
  const pool = poolingHandlerLoader();
  const loaded = new Map<string, ReturnType<HandlerLoader['load']>>();
  return {
    load: (code, handler) => {
      const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME ?? '';
      const known = loaded.get(functionName) ?? pool.load(code, handler);
      loaded.set(functionName, known);
      coldStarted(functionName);
      return async (event, context) => {
        const beganMs = now().getTime();
        try {
          return await known(event, context);
        } catch (error) {
          failed();
          throw error;
        } finally {
          ran(functionName, now().getTime() - beganMs);
        }
      };
    },
    close: () => pool.empty(),
  };
}
