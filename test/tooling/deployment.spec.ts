import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { readFitbitEnvironment } from 'nestjs-fitbit';
import { APPLICATION_VARIABLES } from '../../apps/common/src';
import { ROOT } from '../support/processes';

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  env_file?: string;
  environment?: Record<string, string>;
  ports?: string[];
  container_name?: string;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
}

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const { services } = load(read('docker-compose.yml')) as {
  services: Record<'api' | 'migrate' | 'postgres' | 'redis' | 'worker', Service>;
};

describe('docker-compose.yml', () => {
  it('starts Postgres, Redis, the migrations, the application and the workers', () => {
    expect(Object.keys(services).sort()).toEqual(['api', 'migrate', 'postgres', 'redis', 'worker']);
  });

  it.each<[keyof typeof services, string[]]>([
    ['migrate', ['node', 'dist/apps/cli/src/main.js', 'migrate']],
    ['api', ['node', 'dist/apps/sample/src/main.js']],
    ['worker', ['node', 'dist/apps/worker/src/main.js']],
  ])('gives %s its program, the settings of .env and the two servers', (name, command) => {
    const service = services[name];
    expect(service).toMatchObject({ build: '.', command, env_file: '.env' });
    expect(service.environment?.DATABASE_URL).toMatch(/@postgres:5432\//);
    expect(service.environment?.REDIS_URL).toBe('redis://redis:6379');
    const [, program = ''] = command;
    expect(fs.existsSync(path.join(ROOT, program.replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(true);
  });

  it('allows scaling the worker: it has no fixed name or port', () => {
    expect(services.worker.container_name).toBeUndefined();
    expect(services.worker.ports).toBeUndefined();
  });

  it('migrates once the database answers, and starts application and workers after that', () => {
    expect(services.migrate.depends_on?.postgres).toEqual({ condition: 'service_healthy' });
    for (const name of ['api', 'worker'] as const) {
      expect(services[name].depends_on?.migrate).toEqual({ condition: 'service_completed_successfully' });
    }
    expect(services.postgres.healthcheck).toBeDefined();
    expect(services.redis.healthcheck).toBeDefined();
  });

  it('uses only variables that .env.example explains', () => {
    const used = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name);
    expect(exampleNames()).toEqual(expect.arrayContaining(used));
  });
});

/** `NAME=` or `#NAME=`, each below a comment. */
function exampleNames(): string[] {
  return [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
}

describe('.env.example', () => {
  it('lists every variable that the applications read, and no other', () => {
    const asked: string[] = [];
    const recording = new Proxy({}, { get: (_, name: string) => void asked.push(name) });
    readFitbitEnvironment(recording);
    expect(exampleNames().sort()).toEqual([...Object.keys(APPLICATION_VARIABLES), ...asked].sort());
  });
});
