import { type DataType, type FilterMember, filterMembersOf } from '../data-types/data-type';
import { isFilterPrefix } from '../data-types/table';
import { parseCivil, parseTimestamp } from '../time/rfc3339';
import { between, type Filter } from './filter';
import type { FilterFault, FilterReason } from './filter-error';
import type { Token } from './lexer';
import type { Restriction } from './parser';

/** The parts of a restriction that could be understood. */
export interface Reading {
  readonly prefix?: string;
  readonly member?: string;
  readonly filter?: Filter;
  readonly fault?: FilterFault;
}

function faulty(reason: FilterReason, text: string, { position }: Token, understood: Reading = {}): Reading {
  return { ...understood, fault: { reason, text, position } };
}

/** Checks one restriction against the data type of the path. */
export function readRestriction({ member, comparator, argument }: Restriction, type: DataType): Reading {
  const dot = member.text.indexOf('.');
  if (member.kind !== 'word' || dot < 1) {
    return faulty('RESTRICTION_COMPARABLE', `'${member.text}' is not a data type member.`, member);
  }
  const prefix = member.text.slice(0, dot);
  if (!isFilterPrefix(prefix)) {
    return faulty('DATA_TYPE_RESTRICTION', `'${prefix}' does not match any data type.`, member);
  }
  if (prefix !== type.member) {
    const text = `Data type '${prefix}' does not match the data type of the parent, '${type.member}'.`;
    return faulty('COLLECTION_MISMATCH', text, member, { prefix });
  }
  const understood = { prefix, member: member.text };
  const members = filterMembersOf(type);
  const name = member.text.slice(dot + 1);
  const rule = Object.hasOwn(members, name) ? members[name] : undefined;
  if (!rule) {
    return faulty('DATA_TYPE_MEMBER', `Member '${member.text}' is not supported for filtering.`, member, { prefix });
  }
  if (!comparator || !argument || !rule.comparators.includes(comparator.text)) {
    const text = `Only ${rule.comparators.map((one) => `'${one}'`).join(' and ')} are supported for '${member.text}'.`;
    return faulty('RESTRICTION_COMPARATOR', text, comparator ?? member, understood);
  }
  if (argument.kind !== 'string') {
    return faulty('RESTRICTION_ARGUMENT', 'The argument must be a quoted string.', argument, understood);
  }
  return { ...understood, ...readLiteral(rule, comparator.text, argument) };
}

function readLiteral(rule: FilterMember, comparator: string, argument: Token): Reading {
  const physical = rule.basis === 'physical';
  const ms = physical ? parseTimestamp(argument.text) : parseCivil(argument.text, rule.basis === 'date');
  if (ms === undefined) {
    const [reason, form] = physical
      ? (['TIMESTAMP_FORMAT', 'an RFC 3339 timestamp'] as const)
      : (['CIVIL_DATE_TIME_FORMAT', rule.basis === 'date' ? 'a date' : 'a civil date or date and time'] as const);
    return faulty(reason, `'${argument.text}' is not ${form}.`, argument);
  }
  return { filter: comparator === '<' ? between(rule, -Infinity, ms) : between(rule, ms, Infinity) };
}
