import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { UpstreamName } from 'nestjs-fitbit';
import { usageFailure } from './failure';
import { DEFAULT_UPSTREAM, UPSTREAMS } from './upstreams';

interface NumberRange {
  readonly from: number;
  readonly to: number;
  /** Whether 0.5 is a number, too. */
  readonly fraction?: boolean;
}

/** Reads the arguments of a command. What is wrong with them is a failure that also shows how the command is used. */
export class CommandLine {
  constructor(private readonly usage: () => string) {}

  parse<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
    try {
      return parseArgs(config);
    } catch (error) {
      return this.refuse((error as Error).message);
    }
  }

  number(name: string, text: string | undefined, { from, to, fraction = false }: NumberRange): number | undefined {
    if (text === undefined) return undefined;
    const value = Number(text);
    if ((fraction ? /^\d+(\.\d+)?$/ : /^\d+$/).test(text) && value >= from && value <= to) return value;
    return this.refuse(`${name} is a ${fraction ? '' : 'whole '}number from ${from} to ${to}, not "${text}".`);
  }

  upstream(name: string = DEFAULT_UPSTREAM): UpstreamName {
    const upstream = UPSTREAMS.find((candidate) => candidate === name);
    return upstream ?? this.refuse(`--upstream is ${UPSTREAMS.join(' or ')}, not "${name}".`);
  }

  refuse(message: string): never {
    throw usageFailure(`${message}\n\n${this.usage()}`);
  }
}
