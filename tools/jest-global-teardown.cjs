module.exports = () => /** @type {{ stopServices?: () => Promise<void> }} */ (globalThis).stopServices?.();
