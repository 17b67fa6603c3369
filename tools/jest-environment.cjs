// The usual environment; besides, a worker ends when Jest was killed, instead of finishing its test for nobody.
const { TestEnvironment } = require('jest-environment-node');

if (process.connected) process.once('disconnect', () => process.exit());

module.exports = TestEnvironment;
