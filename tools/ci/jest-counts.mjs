// Prints "PASSED FAILED" of a Jest report. A suite that did not even run is a failure, and so is a run that left no
// report or ended badly although every test passed.
import fs from 'node:fs';

const [report = '', exitCode] = process.argv.slice(2);

function counts() {
  try {
    /** @type {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} */
    const result = JSON.parse(fs.readFileSync(report, 'utf8'));
    return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const { passed, failed } = counts();
process.stdout.write(`${passed} ${exitCode === '0' ? failed : Math.max(failed, 1)}\n`);
