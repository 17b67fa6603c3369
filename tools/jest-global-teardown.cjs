// Closing the pipe is the signal to stop; waiting for the exit lets the services clean up.
module.exports = async () => {
  const services = globalThis.__devServices;
  if (!services) return;
  services.stdin.end();
  await new Promise((resolve) => services.once('exit', resolve));
};
