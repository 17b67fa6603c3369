import { Command, CommandRunner } from 'nest-commander';
import { KeyRotation } from '../tokens/key-rotation';
import { CommandFailure, Terminal } from './terminal';

/** Seals every row with the first key, so that the other keys can be removed from the ring. */
@Command({ name: 'rotate-keys', description: 'seal all tokens again with the first key of encryptionKeys' })
export class RotateKeysCommand extends CommandRunner {
  constructor(
    private readonly rotation: KeyRotation,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  /** Exit code 1 when a row still needs a key other than the first. */
  override run(): Promise<void> {
    return this.terminal.runCommand(async () => {
      const { resealed, unreadable, remaining } = await this.rotation.rotate((seen) =>
        this.terminal.err.write(`Sealing: ${seen} rows read\n`),
      );
      this.terminal.print(`Sealed ${resealed} rows with the first key`);
      for (const [keyId, rows] of Object.entries(remaining)) {
        const why = unreadable[keyId] === undefined ? '' : ' and cannot be opened with it. Check the key';
        this.terminal.print(`${rows} rows still need key "${keyId}"${why}`);
      }
      if (Object.keys(remaining).length === 0) this.terminal.print('No row needs any other key');
      else throw new CommandFailure('Keep these keys in encryptionKeys and run the command again.', 1);
    });
  }
}
