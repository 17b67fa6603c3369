module.exports = () => /** @type {any} */ (globalThis).__stopServices?.();
