import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const PATIENCE_MS = 60_000;

/** The page of a service in a browser. */
export interface WatchedPage {
  readonly page: Page;
  /** What the browser had to say, such as that its policy forbids something. */
  readonly complaints: string[];
  function(name: string): Locator;
  /** The phases of the environments of a function as they are shown. */
  phasesOf(name: string): Promise<readonly (string | null)[]>;
  tab(name: string): Promise<void>;
  /** Waits until this text is shown in a part of the page. */
  says(part: string, text: string | RegExp): Promise<void>;
}

/** Opens the page and waits until it is up to date. */
export async function watchPage(browser: Browser, endpoint: string): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(endpoint);
  await page.getByRole('status').getByText('live', { exact: true }).waitFor();
  const rowOf = (name: string): Locator => page.locator(`[data-function="${name}"]`);
  return {
    page,
    complaints,
    function: rowOf,
    phasesOf: (name) =>
      rowOf(name)
        .locator('.square')
        .evaluateAll((squares) => squares.map((square) => square.getAttribute('data-phase'))),
    tab: (name) => page.getByRole('tab', { name }).click(),
    async says(part, text) {
      const shown = page.getByLabel(part, { exact: true });
      const content = async (): Promise<string> => (await shown.textContent().catch(() => '')) ?? '';
      if (typeof text === 'string') await expect.poll(content).toContain(text);
      else await expect.poll(content).toMatch(text);
    },
  };
}
