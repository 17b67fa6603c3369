import { INTEGRATED_LOCAL } from './fitbit-view.interceptor';

/** The part of Handlebars, or of `hbs`, that is needed; this library depends on no view engine. */
export interface HandlebarsRegistry {
  registerHelper(name: string, helper: (this: unknown, options: HandlebarsOptions) => unknown): unknown;
}

interface HandlebarsOptions {
  readonly data?: { readonly root?: Readonly<Record<string, unknown>> };
  /** Only a block has these. */
  readonly fn?: (context: unknown) => string;
  readonly inverse?: (context: unknown) => string;
}

/**
 * Registers `is_integrated_with_fitbit`, which answers from the view local that `FitbitViewInterceptor` sets, however
 * deep in `each` blocks and partials: `{{#is_integrated_with_fitbit}} … {{else}} … {{/is_integrated_with_fitbit}}`, or
 * `{{#if (is_integrated_with_fitbit)}}`.
 */
export function registerFitbitHelpers(handlebars: HandlebarsRegistry): void {
  handlebars.registerHelper('is_integrated_with_fitbit', function ({ data, fn, inverse }) {
    const integrated = data?.root?.[INTEGRATED_LOCAL] === true;
    if (!fn) return integrated;
    return integrated ? fn(this) : inverse?.(this);
  });
}
