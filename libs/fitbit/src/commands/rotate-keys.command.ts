import { Command, CommandRunner } from 'nest-commander';
import { KeyRotation } from '../tokens/key-rotation';
import { CommandFailure, Terminal } from './terminal';

/** Seals everything with the first key, so that the others can leave the ring. */
@Command({ name: 'rotate-keys', description: 'seal all tokens anew with the first key of encryptionKeys' })
export class RotateKeysCommand extends CommandRunner {
  constructor(
    private readonly rotation: KeyRotation,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  /** Exit code 1 while a row needs another key than the first. */
  override run(): Promise<void> {
    return this.terminal.guard(async () => {
      const { resealed, unreadable, remaining } = await this.rotation.rotate((seen) =>
        this.terminal.err.write(`Sealing: ${seen} rows\n`),
      );
      this.terminal.print(`Sealed ${resealed} rows with the first key`);
      for (const [keyId, rows] of Object.entries(remaining)) {
        const why = unreadable[keyId] === undefined ? '' : ', which cannot be opened: is it the right key?';
        this.terminal.print(`${rows} rows still need key "${keyId}"${why}`);
      }
      if (Object.keys(remaining).length === 0) this.terminal.print('No row needs another key');
      else throw new CommandFailure('Keep those keys in encryptionKeys, and run the command again.', 1);
    });
  }
}
