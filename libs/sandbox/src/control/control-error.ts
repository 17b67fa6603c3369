/** A control call that cannot be carried out; the message says what the call needs. */
export class ControlError extends Error {}
