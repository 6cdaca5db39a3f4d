// Opens pages in Chromium and tells as JSON what it saw: node check.mjs CHROMIUM PAGE...
// A page is seen in its themes, with one cause chosen, then without scripts. A PAGE is
// a file, a colon, and its themes with axe-core (light, both) or none without it.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = require('axe-core').source;

const [executablePath, ...pages] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath, headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

// open shows a page and notes whatever goes wrong in it.
const open = async (file, options, seen) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('console', message => { if (message.type() !== 'log') seen.errors.push(message.text()); });
  page.on('pageerror', error => seen.errors.push(error.message));
  page.on('dialog', dialog => { seen.errors.push('dialog: ' + dialog.message()); dialog.dismiss(); });
  page.on('request', request => { if (!/^(file|data):/.test(request.url())) seen.errors.push('request: ' + request.url()); });
  await page.goto('file://' + file);
  return { context, page };
};

// audit runs axe-core, in a world of its own so that the page's policy stays in force.
const audit = async (page, where, seen) => {
  if (seen.themes === 'none') return;
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  for (const v of violations) seen.violations.push(`${where}: ${v.impact}: ${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')}`);
};

const counts = page => page.evaluate(() => ({
  rows: document.querySelectorAll('#rows tr').length,
  cells: document.querySelectorAll('#rows td').length,
  shown: [...document.querySelectorAll('#rows td')].filter(td => !td.classList.contains('dim')).length,
  cards: [...document.querySelectorAll('article.cause')].filter(card => !card.hidden).length,
  found: document.getElementById('found')?.textContent ?? '',
  range: document.getElementById('range')?.textContent ?? '',
}));

const all = [];
for (const wanted of pages) {
  const [, file, themes] = /^(.*):(\w+)$/.exec(wanted);
  const seen = { file, themes, errors: [], violations: [] };
  for (const colorScheme of themes === 'both' ? ['light', 'dark'] : ['light']) {
    const { context, page } = await open(file, { colorScheme }, seen);
    await audit(page, colorScheme, seen);
    if (colorScheme === 'light') {
      seen.text = await page.evaluate(() => document.body.innerText);
      seen.markup = await page.evaluate(() => document.querySelectorAll('img, iframe, object, embed, [onerror], [onclick], script[src], link[href^=http]').length);
      seen.all = await counts(page);
    }
    const button = page.locator('button[data-show]').first();
    if (await button.count() > 0) {
      await button.click();
      seen.chosen = await counts(page);
      await audit(page, colorScheme + ', filtered', seen);
      const cell = page.locator('#rows td:not(.dim)').first();
      await cell.click();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowLeft');
      seen.detail = await page.locator('#detail').innerText();
      await page.locator('#filters button[type=reset]').click();
      seen.reset = await counts(page);
      if (await page.locator('#next').isVisible()) {
        await page.locator('#next').click();
        seen.next = await counts(page);
      }
    }
    await context.close();
  }
  const { context, page } = await open(file, { javaScriptEnabled: false }, seen);
  seen.still = await page.locator('body').innerText();
  await context.close();
  all.push(seen);
}
await browser.close();
console.log(JSON.stringify(all));
