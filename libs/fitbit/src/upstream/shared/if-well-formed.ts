import { MalformedAnswerError } from '../../errors/fitbit.errors';

/** The result of `read`; `undefined` where the upstream's text is malformed. */
export function ifWellFormed<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedAnswerError) return undefined;
    throw error;
  }
}
