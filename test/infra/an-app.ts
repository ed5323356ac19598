import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { onTestFinished } from 'vitest';

/** An app for the test that asks for it: its assembly is gone when the test is over. Without a folder CDK would leave one behind. */
export function anApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), 'sluice-app-'));
  onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
  return new App({ outdir });
}
