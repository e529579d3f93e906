/** Steps that many scenarios share. */
export const PASSWORD = 'harbour lantern 42';

/** Opens the printed link and makes the first profile, through the screen. Leaves the recovery key page open and gives its words. */
export async function createProfile(page, backend, { name = 'anna', password = PASSWORD } = {}) {
  await page.goto(backend.link);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Repeat the password').fill(password);
  await page.getByRole('button', { name: 'Create profile' }).click();
  const words = page.locator('ol.words li');
  await words.first().waitFor();
  return (await words.allTextContents()).map(text => text.replace(/^\d+/, '').trim());
}

/** Makes a profile by the API, for scenarios that are about something else; the session is closed again. */
export async function seedProfile(backend, { name = 'anna', password = PASSWORD, close = true } = {}) {
  const created = await backend.api('PUT', '/users', { name, password, initial_settings: { main_currency: 'EUR', submit_usage_analytics: false } });
  await backend.api('PUT', `/users/${name}/recovery/confirm`, {});
  if (close) await backend.api('PATCH', `/users/${name}`, { action: 'logout' });
  return created;
}

export async function login(page, backend, { password = PASSWORD } = {}) {
  await page.goto(backend.link);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}
