import { envExample } from './env-example';
import { optionsPage } from './options-page';

/** The files that are written from the table of options, and how. */
export const GENERATED_FILES: Readonly<Record<string, () => string>> = {
  '.env.example': envExample,
  'docs/options.md': optionsPage,
};
