/** Collects what is wrong, so that one error names every offender. */
export class Problems {
  readonly found: string[] = [];

  add(problem: string): void {
    this.found.push(problem);
  }
}
