import { APPLICATION_VARIABLES } from '../../apps/common/src';
import { type DocumentedGroup, type DocumentedOption, documentedGroups, shapeTexts } from './options';

/** The text of `docs/options.md`. */
export function optionsPage(): string {
  const [top, ...groups] = documentedGroups();
  return [
    '# Options',
    '<!-- Written by `npm run generate` from the table of options and its TSDoc. -->',
    'Give the options to `FitbitModule.forRoot`, or return them from the `useFactory` of `forRootAsync`. The application does\n' +
      'not start with an option that is missing, malformed, contradictory or unknown: one error names them all.',
    'The applications in `apps/` take each option from its environment variable. In your own application,\n' +
      '`readFitbitEnvironment(process.env).options` reads the same variables.',
    ...(top ? [optionTable(top)] : []),
    ...groups.flatMap((group) => [`## \`${group.name}\``, group.description, optionTable(group)]),
    '## Shape',
    'The shape decides which parts of the module a process has. Give it to `forRoot` beside the options, or to\n' +
      '`forRootAsync` beside `useFactory`.',
    table(
      ['name', 'type', 'default', 'meaning'],
      [...shapeTexts()].map(([name, { type, defaultValue = '', description }]) => [
        `\`${name}\``,
        type,
        defaultValue,
        description,
      ]),
    ),
    '## Environment of the applications',
    'The applications in `apps/` and `docker-compose.yml` also read the variables below, from the environment or from\n' +
      '`.env`. [`.env.example`](../.env.example) lists all variables.',
    table(
      ['variable', 'meaning'],
      Object.entries(APPLICATION_VARIABLES).map(([name, { meaning }]) => [`\`${name}\``, meaning]),
    ),
  ]
    .map((block) => `${block}\n`)
    .join('\n');
}

function optionTable({ options }: DocumentedGroup): string {
  return table(['option', 'type', 'default', 'environment variable', 'meaning'], options.map(cells));
}

function cells({ name, option, variable, defaultValue, description }: DocumentedOption): string[] {
  const format = option.variable?.format;
  const carried = variable === undefined ? '' : `\`${variable}\`${format === undefined ? '' : `: ${format}`}`;
  return [`\`${name}\``, option.type, option.required ? 'required' : (defaultValue ?? ''), carried, description];
}

/** Columns as wide as their widest cell, as Prettier sets them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
