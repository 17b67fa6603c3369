import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../../common/src';

/** A user who can sign in to the sample, without a password. */
export interface LocalUser {
  readonly id: string;
  readonly name: string;
  /** One letter and one of six colours make the picture. */
  readonly initial: string;
  readonly colour: number;
}

const NAMES = ['Ada', 'Bo', 'Chinua', 'Dagny', 'Emre', 'Freya', 'Goro', 'Hana', 'Idris', 'Jules', 'Kiri', 'Luz'];
const COLOURS = 6;
/** User ids are the numbers up to this one. The page offers the first few; a script can sign in as any of them. */
const NUMBER = /^[1-9]\d{0,4}$/;

/** The users of this installation. */
@Injectable()
export class LocalUsers {
  /** Those that the sign-in page offers: `1` to `SAMPLE_USERS`. */
  readonly offered: readonly LocalUser[];

  constructor(@Inject(ENVIRONMENT) { sample }: Environment) {
    this.offered = Array.from({ length: sample.users }, (_, index) => userNumber(index + 1));
  }

  find(id: unknown): LocalUser | undefined {
    return typeof id === 'string' && NUMBER.test(id) ? userNumber(Number(id)) : undefined;
  }
}

function userNumber(number: number): LocalUser {
  const given = NAMES[(number - 1) % NAMES.length] ?? 'User';
  const round = Math.ceil(number / NAMES.length);
  const name = round === 1 ? given : `${given} ${round}`;
  return { id: String(number), name, initial: given.charAt(0), colour: number % COLOURS };
}
