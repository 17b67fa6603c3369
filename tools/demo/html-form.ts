/** The first form of a page, as a person submits it. */
export interface HtmlForm {
  readonly action: URL;
  /** Hidden fields, and every checkbox ticked. */
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

/** Only for pages of the sample and the sandbox: attributes in double quotes, no script. */
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
