/** The part of hbs that the sample uses; the package brings no types. */
declare module 'hbs' {
  export type ViewEngine = (file: string, options: object, done: (error: unknown, rendered?: string) => void) => void;

  export interface Hbs {
    readonly __express: ViewEngine;
    registerPartial(name: string, source: string): void;
  }

  export function create(): Hbs;
}
