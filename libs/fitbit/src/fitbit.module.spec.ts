import { FitbitModule } from './fitbit.module';

describe('names beside useFactory', () => {
  it('refuses one that neither the shape nor Nest knows, with the nearest name', () => {
    const options = { useFactory: () => Promise.reject(new Error('not called')), worker: false };
    expect(() => FitbitModule.forRootAsync(options)).toThrow('Unknown option worker; did you mean workers?');
  });

  it('refuses a value of the module there', () => {
    const options = { useFactory: () => Promise.reject(new Error('not called')), consumerKey: 'key' };
    expect(() => FitbitModule.forRootAsync(options)).toThrow('Unknown option consumerKey.');
  });

  it('takes the whole shape', () => {
    const useFactory = () => Promise.reject(new Error('not called'));
    const shape = { http: false, workers: false, routePrefix: 'health', dataSource: 'second' };
    expect(() => FitbitModule.forRootAsync({ ...shape, imports: [], inject: [], useFactory })).not.toThrow();
  });
});
