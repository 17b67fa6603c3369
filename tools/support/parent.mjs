// Noticing that the command that started us was killed: npm hands signals on, except SIGKILL.
const POLL_MS = 250;

/**
 * Calls back once when the parent process is gone (the system then gives us another one).
 * @param {() => void} callback
 */
export function onParentGone(callback) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
}
