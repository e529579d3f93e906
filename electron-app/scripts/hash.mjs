/** SHA-256 of every file below a folder, by its path with slashes. */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** @param {string} folder @returns {Promise<Record<string, string>>} */
export async function hashFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => !entry.isDirectory()).map(entry => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(await Promise.all(files.map(async file => [
    relative(folder, file).split(sep).join('/'), createHash('sha256').update(await readFile(file)).digest('hex'),
  ])));
}
