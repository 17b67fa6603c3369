import 'reflect-metadata';
import { Body, Controller, HttpCode, type INestApplication, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../tools/support/fitbit-database';
import { serve } from '../support/program';

export interface BareTasks {
  /** Starts an application with the bare handler and nothing else; the handler's URL. */
  start(settings: { readonly databaseUrl: string }): Promise<string>;
}

/** The least that a durable receiver does: it stores the body without reading it or checking the sender. */
@Controller()
class BareController {
  constructor(private readonly dataSource: DataSource) {}

  @Post('bare')
  @HttpCode(204)
  async take(@Body() body: unknown): Promise<void> {
    await this.dataSource.query('INSERT INTO bare_notification (body) VALUES ($1)', [JSON.stringify(body)]);
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

let app: INestApplication | undefined;

serve<BareTasks>(
  {
    start: async ({ databaseUrl }) => {
      const root = { module: BareModule, imports: [TypeOrmModule.forRoot(dataSourceOptions(databaseUrl))] };
      app = await NestFactory.create(root, { rawBody: true, abortOnError: false, logger: ['error', 'warn'] });
      await app.listen(0, '127.0.0.1');
      return `${(await app.getUrl()).replace(/\/$/, '')}/bare`;
    },
  },
  () => app?.close() ?? Promise.resolve(),
);
