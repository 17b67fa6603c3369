/** The first form of a page. */
export interface HtmlForm {
  readonly action: URL;
  /** Hidden fields with their values, and every box ticked. */
  readonly fields: URLSearchParams;
}

const TAG = /<(form|input)\b((?:[^>"]|"[^"]*")*)>/gi;
const ATTRIBUTE = /([\w-]+)(?:\s*=\s*"([^"]*)")?/g;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  quot: '"',
  lt: '<',
  gt: '>',
  '#39': "'",
  '#x27': "'",
  '#x3D': '=',
};
const KEPT_TYPES = ['hidden', 'checkbox'];

/** Reads the form of a page that we serve ourselves: attributes in double quotes, no script. */
export function readForm(html: string, page: URL): HtmlForm | undefined {
  let action: URL | undefined;
  const fields = new URLSearchParams();
  for (const [, tag = '', text = ''] of html.matchAll(TAG)) {
    const attributes = attributesOf(text);
    if (tag.toLowerCase() === 'form') {
      if (action) break;
      action = new URL(attributes.get('action') ?? page.href, page);
    } else if (action && KEPT_TYPES.includes(attributes.get('type') ?? '')) {
      fields.append(attributes.get('name') ?? '', attributes.get('value') ?? 'on');
    }
  }
  return action && { action, fields };
}

function attributesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name.toLowerCase(), decode(value)]));
}

function decode(text: string): string {
  return text.replace(/&(#?\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
