import { create, type ViewEngine } from 'hbs';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Handlebars of this application's own, with its partials; `layout.hbs` wraps every view. */
export function viewEngine(partialsDirectory: string): ViewEngine {
  const hbs = create();
  for (const file of readdirSync(partialsDirectory)) {
    const { name } = path.parse(file);
    hbs.registerPartial(name, readFileSync(path.join(partialsDirectory, file), 'utf8'));
  }
  return hbs.__express;
}
