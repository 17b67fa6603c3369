module.exports = () => globalThis.__services?.stop();
