/** The parts of the view engines that the tests use; the packages bring no types. */
declare module 'ejs' {
  export const __express: ExpressEngine;
}
declare module 'pug' {
  export const __express: ExpressEngine;
}

type ExpressEngine = (file: string, options: object, done: (error: unknown, rendered?: string) => void) => void;
