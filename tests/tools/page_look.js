"use strict";
/*
 * page_look.js: the page of `serve` in a real browser, for serve_page.sh.
 *
 *	node page_look.js BROWSER PLAYWRIGHT AXE URL LOG SCREENSHOTS
 *
 * LOG is the log of events of the first run, which lines are added to; the
 * second has a record with a picture; the third has one sheet of four, and a
 * server that takes its time with the next one, so that it can be paused. Both may be steered.
 * Prints what is wrong; exit 1 then.
 */
const fs = require("fs");
const [browserPath, playwright, axe, url, log, shots] = process.argv.slice(2);
const {chromium} = require(playwright);
const WAIT = {timeout: 30000};
const TABS = 9;
let bad = 0;

const wrong = (text) => {
	console.error("page_look: " + text);
	bad = 1;
};
const add = (n) => fs.appendFileSync(log, JSON.stringify({
	event_type: "specimen.completed", timestamp: new Date().toISOString(),
	data: {specimen_id: "live" + n, sequence: n, result: {success: true, fields_extracted: 9}},
}) + "\n");
const hears = (page, n) => page.waitForFunction((word) =>
	document.getElementById("events").textContent.includes(word), "live" + n, WAIT);

const checkAxe = async (page, scheme) => {
	await page.emulateMedia({colorScheme: scheme});
	await page.evaluate(fs.readFileSync(axe, "utf8"));
	const found = await page.evaluate(() => window.axe.run());
	for (const v of found.violations)
		if (v.impact === "serious" || v.impact === "critical")
			wrong(`${scheme}: ${v.id}: ${v.nodes[0].html}`);
};

const look = async (browser) => {
	const context = await browser.newContext();
	const page = await context.newPage();
	/* A log has no records to ask for (404). */
	page.on("console", (m) => m.type() === "error" && !m.text().includes("status of 404") &&
		wrong("said: " + m.text()));
	page.on("pageerror", (e) => wrong(e.message));
	await page.goto(url);
	await page.waitForFunction(() => document.getElementById("link").textContent === "live", null, WAIT);
	if (page.url().includes(url.split("#")[1]))
		wrong("the token stays in the address");
	add(1);
	await hears(page, 1);
	if (!await page.isVisible("#bar"))
		wrong("no bar, though it is known of how many sheets");
	await page.screenshot({path: shots + "/wide.png", fullPage: true});
	await page.reload();
	await hears(page, 1);
	const tabs = [];
	for (let i = 0; i < TABS; i++) {
		tabs.push(await context.newPage());
		await tabs[i].goto(url.split("#")[0]);
		await hears(tabs[i], 1);
	}
	add(2);
	for (const tab of tabs)
		await hears(tab, 2);
	/* The tab that has the stream goes; another takes its place. */
	await page.close();
	add(3);
	for (const tab of tabs)
		await hears(tab, 3);
	await tabs[0].setViewportSize({width: 360, height: 740});
	if (await tabs[0].evaluate(() => document.documentElement.scrollWidth > window.innerWidth))
		wrong("a telephone has to scroll sideways");
	await tabs[0].screenshot({path: shots + "/telephone.png", fullPage: true});
	return tabs[0];
};

/* A record with its picture; what is asked before a start. */
const lookAtRun = async (page) => {
	await page.setViewportSize({width: 1280, height: 900});
	await page.selectOption("#run", {index: 1});
	await page.click("#queue button");
	await page.waitForSelector("#picture svg image", WAIT);
	await page.screenshot({path: shots + "/record.png", fullPage: true});
	/* Its records were imported: of how many sheets, nobody has told. */
	if (await page.isVisible("#bar"))
		wrong("a bar, though nobody knows of how many sheets");
	await page.keyboard.press("Escape");
	await page.waitForSelector("#s-record", {state: "hidden", ...WAIT});
	if (!await page.evaluate(() => document.activeElement.closest("#queue")))
		wrong("a record that is closed does not give its row back");
	await page.focus("#steer button[value=start]");
	await page.keyboard.press("Enter");
	/* Without OCR it says that there is none. */
	await page.waitForFunction(() => document.getElementById("dialog-cost").textContent.includes("1 sheet") ||
		document.getElementById("dialog-wrong").textContent !== "", null, WAIT);
	await checkAxe(page, "light");
	await page.screenshot({path: shots + "/start.png"});
	await page.keyboard.press("Escape");
	await page.waitForSelector("#dialog", {state: "hidden", ...WAIT});
	await page.selectOption("#run", {index: 0});
};

/* Asks for a way, and does it. */
const steer = async (page, way) => {
	await page.focus(`#steer button[value=${way}]`, WAIT);
	await page.keyboard.press("Enter");
	await page.focus("#dialog-do", WAIT);
	await page.keyboard.press("Enter");
	await page.waitForFunction(() => !document.getElementById("dialog").open ||
		document.getElementById("dialog-wrong").textContent !== "", null, WAIT);
	const why = await page.textContent("#dialog-wrong");
	if (why)
		wrong(`${way}: ${why}`);
};
const says = (page, id, words) => page.waitForFunction(([where, text]) =>
	document.getElementById(where).textContent.includes(text), [id, words], WAIT);

/* A start to its end, by a keyboard; paused and resumed on its way. */
const lookAtStart = async (page) => {
	await page.selectOption("#run", {index: 2});
	await page.focus("#steer button[value=start]");
	await page.keyboard.press("Enter");
	await says(page, "dialog-cost", "3 sheets");
	await page.fill("#dialog-budget", "-1");
	await says(page, "dialog-wrong", "above 0");
	await page.fill("#dialog-budget", "");
	await page.waitForFunction(() => !document.getElementById("dialog-do").disabled, null, WAIT);
	await page.keyboard.press("Enter");
	await page.waitForSelector("#dialog", {state: "hidden", ...WAIT});
	await steer(page, "pause");
	await says(page, "state", "paused");
	await page.screenshot({path: shots + "/paused.png", fullPage: true});
	await steer(page, "resume");
	await says(page, "progress-words", "100 %");
	await page.waitForFunction(() => document.getElementById("events").textContent.includes("has ended"), null, WAIT);
	await says(page, "queue-words", "4 of 4");
	const told = await page.textContent("#events");
	for (const name of ["00000.jpg", "00003.jpg"])
		if (told.split(name).length !== 2)
			wrong(`${name} is not told once: ${told}`);
	await page.waitForSelector("#steer button[value=start]", WAIT);
	await page.focus("#steer button[value=start]");
	await page.keyboard.press("Enter");
	await says(page, "dialog-cost", "nothing to do");
	if (!await page.isDisabled("#dialog-do"))
		wrong("a start that reads nothing can be confirmed");
	await page.keyboard.press("Escape");
	await page.selectOption("#run", {index: 0});
};

/* Without streams it asks. */
const lookWithout = async (browser) => {
	const page = await (await browser.newContext()).newPage();
	await page.addInitScript(() => { delete window.EventSource; });
	await page.goto(url);
	await page.waitForFunction(() => document.getElementById("link") &&
		document.getElementById("link").textContent.startsWith("asks every"), null, WAIT);
	add(4);
	await hears(page, 4);
	await page.close();
};

(async () => {
	const browser = await chromium.launch({executablePath: browserPath, args: ["--no-sandbox"]});
	try {
		const tab = await look(browser);
		await lookWithout(browser);
		await lookAtRun(tab);
		await lookAtStart(tab);
		for (const scheme of ["light", "dark"]) {
			/* The page's own policy lets nothing in; axe comes by the debugger. */
			await checkAxe(tab, scheme);
			await tab.screenshot({path: `${shots}/${scheme}.png`, fullPage: true});
		}
		console.log("kill");
		await tab.waitForFunction(() => document.getElementById("link").classList.contains("bad"), null, WAIT);
	} catch (error) {
		wrong(error.stack);
	}
	await browser.close();
	process.exit(bad);
})();
