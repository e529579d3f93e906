/** Checks a page as it stands with axe, over the debugging connection, so that the content security policy stays in force. */
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @returns one line a violation: rule, impact and the elements concerned. */
export async function findViolations(page) {
  await page.evaluate(await source);
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  return result.violations.map(violation =>
    `${violation.id} (${violation.impact}): ${violation.nodes.slice(0, 4).map(node => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
}
