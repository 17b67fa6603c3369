import type { GoogleHealthSwitches } from '../../switches/google-health.switches';
import type { DataType } from '../data-types/data-type';
import { invalid } from '../errors/errors';
import { type Filter, intersection, union } from './filter';
import { type FilterFault, filterRefused, FilterSyntaxError, type Position } from './filter-error';
import { type Expression, parseFilter, type Restriction } from './parser';
import { type Reading, readRestriction } from './restriction';

/**
 * Compiles the `filter` parameter of list and reconcile for one data type. An empty or blank text is no filter.
 *
 * @throws GoogleError `INVALID_DATA_POINT_FILTER` with every fault that was found
 */
export function compileFilter(
  text: string,
  type: DataType,
  switches: Readonly<GoogleHealthSwitches>,
): Filter | undefined {
  if (text.trim() === '') return undefined;
  const expression = parse(text);
  const faults: FilterFault[] = [];
  const readings: { reading: Reading; position: Position }[] = [];
  const filter = compile(expression);
  faults.push(...mixed(readings));
  if (faults.length > 0 || !filter) throw filterRefused(faults);
  if (!(filter.fromMs < filter.toMs) && switches.refuseEmptyFilterRange) {
    throw invalid('INVALID_TIME_RANGE', 'The start of the filtered time range must be strictly earlier than its end.');
  }
  return filter;

  function compile(node: Expression): Filter | undefined {
    if (node.kind === 'restriction') return restriction(node);
    if (node.kind === 'or' && type.id !== 'sleep') {
      const text = `OR is not supported for data type ${type.id}.`;
      faults.push({ reason: 'EXPRESSION_STRUCTURE', text, position: node.keyword.position });
    }
    const [first, ...others] = node.parts.map(compile).filter((part) => part !== undefined);
    if (!first) return undefined;
    return node.kind === 'or' ? union([first, ...others]) : intersection([first, ...others]);
  }

  function restriction(node: Restriction): Filter | undefined {
    const reading = readRestriction(node, type);
    readings.push({ reading, position: node.member.position });
    if (reading.fault) faults.push(reading.fault);
    return reading.filter;
  }
}

function parse(text: string): Expression {
  try {
    return parseFilter(text);
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw filterRefused([error.fault]);
    throw error;
  }
}

/** All restrictions have to use the same data type and the same member of it. */
function mixed(readings: readonly { reading: Reading; position: Position }[]): FilterFault[] {
  const faults: FilterFault[] = [];
  const otherType = secondOf(readings, ({ prefix }) => prefix);
  if (otherType) {
    const text = 'All restrictions must use the same data type.';
    faults.push({ reason: 'MIXED_DATA_TYPE_RESTRICTIONS', text, position: otherType });
  }
  const otherMember = secondOf(readings, ({ member }) => member);
  if (otherMember) {
    const text = 'All restrictions must use the same time member.';
    faults.push({ reason: 'MIXED_TIME_RESTRICTIONS', text, position: otherMember });
  }
  return faults;
}

/** The position of the first value that differs from the filter's first value. */
function secondOf(
  readings: readonly { reading: Reading; position: Position }[],
  valueOf: (reading: Reading) => string | undefined,
): Position | undefined {
  const known = readings
    .map(({ reading, position }) => ({ value: valueOf(reading), position }))
    .filter(({ value }) => value !== undefined);
  return known.find(({ value }) => value !== known.at(0)?.value)?.position;
}
