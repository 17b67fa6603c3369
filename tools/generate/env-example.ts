import { APPLICATION_VARIABLES } from '../../apps/common/src';
import { type DocumentedGroup, type DocumentedOption, documentedGroups } from './options';

const WIDTH = 120;
/** Values to start an installation with, in place of the defaults. */
const PRESETS: Readonly<Record<string, string>> = { FITBIT_UPSTREAM: 'google-health', FITBIT_SUBSCRIBE: 'true' };
/** Kinds that need no word. */
const TEXT = /^a (non-empty )?string$/;
const CALLBACK_URL = {
  comment: 'The absolute URL of the route complete. Default: FITBIT_PUBLIC_URL and /fitbit/complete.',
  line: '#FITBIT_CALLBACK_URL=http://127.0.0.1:3000/fitbit/complete',
};

interface Entry {
  readonly comment: string;
  readonly line: string;
}

/** The text of `.env.example`. */
export function envExample(): string {
  const [top, ...groups] = documentedGroups();
  return [
    ...comment(
      'Copy to .env and fill in FITBIT_CONSUMER_KEY, FITBIT_CONSUMER_SECRET and FITBIT_ENCRYPTION_KEYS. A line behind a # ' +
        'shows the default, or an example where the comment names the default. docs/options.md says more about each option. ' +
        'This file is written by `npm run generate`.',
    ),
    ...section('Servers', applicationEntries('servers')),
    ...section('The sample application', applicationEntries('sample')),
    ...section('The module', [...applicationEntries('module'), ...(top ? optionEntries(top) : [])]),
    ...groups.flatMap((group) => section(`The module: ${group.name}`, optionEntries(group))),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function section(title: string, entries: readonly Entry[]): string[] {
  const heading = `# --- ${title} `.padEnd(WIDTH, '-');
  return ['', heading, '', ...entries.flatMap(({ comment: text, line }) => [...comment(text), line])];
}

function applicationEntries(section: 'servers' | 'sample' | 'module'): Entry[] {
  return Object.entries(APPLICATION_VARIABLES).flatMap(([name, variable]) => {
    if (variable.section !== section) return [];
    const sign = 'set' in variable ? '' : '#';
    return [{ comment: plain(variable.meaning), line: `${sign}${name}=${variable.example}` }];
  });
}

function optionEntries({ options }: DocumentedGroup): Entry[] {
  return options.flatMap((option) => (option.variable === undefined ? [] : [optionEntry(option, option.variable)]));
}

function optionEntry({ option, defaultValue = '', description }: DocumentedOption, variable: string): Entry {
  if (variable === 'FITBIT_CALLBACK_URL') return CALLBACK_URL;
  const { [variable]: preset } = PRESETS;
  const fallback = isPlain(option.default) ? String(option.default) : undefined;
  const value = preset ?? fallback ?? option.example ?? '';
  const kind = option.variable?.format ?? option.type;
  const named = !option.required && value !== fallback;
  const parts = [
    firstSentence(plain(description)),
    ...(TEXT.test(kind) ? [] : [`Value: ${kind}.`]),
    ...(named ? [`Default: ${fallback ?? plain(defaultValue)}.`] : []),
  ];
  const sign = option.required || preset !== undefined ? '' : '#';
  return { comment: parts.join(' '), line: `${sign}${variable}=${value}` };
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function firstSentence(text: string): string {
  return /^.*?[.](?= |$)/.exec(text)?.[0] ?? text;
}

/** Without the marks of Markdown. */
function plain(text: string): string {
  return text.replace(/`/g, '');
}

function comment(text: string): string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
