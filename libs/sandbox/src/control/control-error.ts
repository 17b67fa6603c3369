/** A control call that makes no sense; the text says what would. */
export class ControlError extends Error {
  constructor(
    message: string,
    readonly httpStatus: 400 | 404 = 400,
  ) {
    super(message);
  }
}
