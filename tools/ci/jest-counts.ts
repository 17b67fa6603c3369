// Prints "PASSED FAILED" of a Jest report. A suite that did not run is a failure, and so is a run that left no report or
// ended with an error although every test passed.
import fs from 'node:fs';

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

const [report = '', exitCode] = process.argv.slice(2);

function counts(): { passed: number; failed: number } {
  try {
    const result = JSON.parse(fs.readFileSync(report, 'utf8')) as JestReport;
    return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const { passed, failed } = counts();
process.stdout.write(`${passed} ${exitCode === '0' ? failed : Math.max(failed, 1)}\n`);
