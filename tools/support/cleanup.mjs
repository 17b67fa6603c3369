// What was started is stopped in the opposite order, also when the start of a later thing failed half way.
/** @typedef {() => unknown} Step */

export class Cleanup {
  /** @type {Step[]} */
  #steps = [];
  /** @type {Promise<void> | undefined} */
  #running;

  /** Call before starting anything: after the end has begun nothing new may start, for nobody would stop it. */
  assertOpen() {
    if (this.#running) throw new Error('Stopped while starting.');
  }

  /** @param {Step} step */
  add(step) {
    this.assertOpen();
    this.#steps.push(step);
  }

  /** Runs every step once, however often it is called. */
  run() {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll() {
    const failures = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  }
}
