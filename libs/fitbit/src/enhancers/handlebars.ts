import { INTEGRATED_LOCAL } from './fitbit-view.interceptor';

/** The part of Handlebars or `hbs` that is used. This library depends on no view engine. */
export interface HandlebarsRegistry {
  registerHelper(name: string, helper: (this: unknown, options: HandlebarsOptions) => unknown): unknown;
}

interface HandlebarsOptions {
  readonly data?: { readonly root?: Readonly<Record<string, unknown>> };
  /** Set for block helpers only. */
  readonly fn?: (context: unknown) => string;
  readonly inverse?: (context: unknown) => string;
}

/**
 * Registers the helper `is_integrated_with_fitbit`, which reads the view local that `FitbitViewInterceptor` sets, at any
 * depth of `each` blocks and partials: `{{#is_integrated_with_fitbit}} … {{else}} … {{/is_integrated_with_fitbit}}`, or
 * `{{#if (is_integrated_with_fitbit)}}`.
 */
export function registerFitbitHelpers(handlebars: HandlebarsRegistry): void {
  handlebars.registerHelper('is_integrated_with_fitbit', function ({ data, fn, inverse }) {
    const integrated = data?.root?.[INTEGRATED_LOCAL] === true;
    if (!fn) return integrated;
    return integrated ? fn(this) : inverse?.(this);
  });
}
