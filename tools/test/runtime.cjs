// @ts-check
// Jest's runtime, which loads packages with Node's own require: once in a worker instead of once in every spec file, and
// without transforming those that are ES modules only. Our own code is loaded anew for every file. Jest requires this
// file as it is, so it cannot be TypeScript.
const { builtinModules, createRequire } = require('node:module');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Jest resolves these itself, to the sources. */
const OURS = /^(nestjs-fitbit|#)/;

/** @param {string} name */
const isPackage = (name) => !/^(\.|\/|node:|@jest\/)/.test(name) && !OURS.test(name) && !builtinModules.includes(name);

module.exports = class PackageSharingRuntime extends Runtime {
  /** @param {ConstructorParameters<typeof Runtime>} options */
  constructor(...options) {
    super(...options);
    // Jest compiles in a context of the environment; this one has none.
    const { executor } = /** @type {{ executor: { compile: unknown, injectedModuleParameters: string[] } }} */ (
      /** @type {unknown} */ (this)
    );
    executor.compile = (/** @type {string} */ source, /** @type {string} */ filename) =>
      vm.compileFunction(source, executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
  }

  /**
   * @override
   * @template T
   * @param {string} from
   * @param {string} name
   * @returns {T}
   */
  requireModuleOrMock(from, name) {
    return isPackage(name) ? /** @type {T} */ (createRequire(from)(name)) : super.requireModuleOrMock(from, name);
  }
};
