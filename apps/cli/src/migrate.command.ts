import { Command, CommandRunner } from 'nest-commander';
import { InjectDataSource } from '@nestjs/typeorm';
import { Terminal } from 'nestjs-fitbit/commands';
import { DataSource } from 'typeorm';

/** Brings the database to the module's schema. */
@Command({ name: 'migrate', description: 'create or update the tables' })
export class MigrateCommand extends CommandRunner {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  /** Fails as a whole: a migration that cannot be run leaves the database as it was. */
  override async run(): Promise<void> {
    const done = await this.dataSource.runMigrations({ transaction: 'all' });
    for (const { name } of done) this.terminal.print(`Applied ${name}.`);
    if (done.length === 0) this.terminal.print('The database is up to date.');
  }
}
