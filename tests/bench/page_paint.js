"use strict";
/*
 * page_paint.js: from an event's line in events.jsonl to the frame that shows
 * it, in so many browsers at once; for page_paint.sh.
 *
 *	node page_paint.js BROWSER PLAYWRIGHT URL LOG SECONDS STREAMS
 *
 * Each has cookies and a stream of its own, as ten people have. A frame counts
 * as painted when the task behind its requestAnimationFrame runs.
 */
const fs = require("fs");
const [browserPath, playwright, url, log, seconds, streams] = process.argv.slice(2);
const {chromium} = require(playwright);
const HZ = 4;

const add = (n) => fs.appendFileSync(log, JSON.stringify({
	event_type: "specimen.completed", timestamp: new Date().toISOString(),
	data: {specimen_id: "paint" + n + ".", sequence: n, result: {success: true, fields_extracted: 9}},
}) + "\n");

/* In the page: which of them it has painted, and when. */
const observe = () => {
	window.painted = {};
	new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
		for (const [, n] of document.getElementById("events").textContent.matchAll(/paint(\d+)\./g))
			window.painted[n] ||= Date.now();
	}))).observe(document.getElementById("events"), {childList: true});
};

const open = async (browser) => {
	const page = await (await browser.newContext()).newPage();
	await page.goto(url);
	await page.waitForFunction(() => document.getElementById("link")?.textContent === "live", null, {timeout: 60000});
	await page.evaluate(observe);
	return page;
};

(async () => {
	const browser = await chromium.launch({executablePath: browserPath, args: ["--no-sandbox"]});
	const pages = [], put = {}, took = [];
	for (let i = 0; i < Number(streams); i++)
		pages.push(await open(browser));
	for (let n = 1; n <= Number(seconds) * HZ; n++) {
		/* Not in step with what looks now and then. */
		await new Promise((done) => setTimeout(done, 1000 / HZ + n * 37 % 50));
		put[n] = Date.now();
		add(n);
	}
	await new Promise((done) => setTimeout(done, 3000));
	for (const page of pages) {
		const painted = await page.evaluate(() => window.painted);
		for (const n of Object.keys(put))
			took.push(painted[n] ? painted[n] - put[n] : Infinity);
	}
	took.sort((a, b) => a - b);
	const at = (percent) => took[Math.floor((took.length - 1) * percent / 100)];
	console.log(`an event to the frame of ${streams} pages: p50 ${at(50)} ms, p99 ${at(99)} ms, worst ${at(100)} ms (${took.length})`);
	await browser.close();
})();
