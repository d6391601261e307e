"use strict";
/*
 * page_look.js: the page of `serve` in a real browser, for serve_page.sh.
 *
 *	node page_look.js BROWSER PLAYWRIGHT AXE URL LOG SCREENSHOTS
 *
 * LOG is the log of events of the run "log", which lines are added to; "one"
 * has a record with a picture; "two" has one sheet of four, and a server that
 * takes its time with the next one, so that it can be paused. Both may be
 * steered. "minutes" is a log of some; "read", where there is one, was read
 * here, and has batches, boxes, fields and a failure.
 * Prints what is wrong; exit 1 then.
 */
const fs = require("fs");
const [browserPath, playwright, axe, url, log, shots] = process.argv.slice(2);
const {chromium} = require(playwright);
const WAIT = {timeout: 120000};
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
/* Runs stand in the order of their names. */
const pick = async (page, name) => page.selectOption("#run", await page.evaluate((word) =>
	[...document.getElementById("run").options].find((o) => o.textContent.split(" ")[0] === word).value, name));
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
	await pick(page, "one");
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
	await pick(page, "log");
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
	await pick(page, "two");
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
	await pick(page, "log");
};

/* Are they nearly the same? */
const near = (a, b) => Math.abs(a - b) < .02;
const asks = (page, path, args) => page.evaluate(([where, query]) =>
	fetch(where + "?" + new URLSearchParams(query)).then((r) => r.json()), [path, args]);
const rects = (page, where) => page.evaluate((selector) => [...document.querySelectorAll(selector)].map((r) =>
	({is: r.getAttribute("class"), term: r.dataset.term, at: ["x", "y", "width", "height"].map((n) => Number(r.getAttribute(n)))})), where);
const table = (page, id) => page.evaluate((name) => [...document.getElementById(name).tBodies[0].rows].map((row) =>
	[...row.cells].map((cell) => cell.textContent)), id);
const shows = async (page, run, ready) => {
	await pick(page, run);
	await page.waitForSelector(ready, WAIT);
	return asks(page, "/api/status", {run: await page.inputValue("#run")});
};

/* A bar for each minute that something was read in, as high as that. */
const lookAtMinutes = async (page) => {
	const told = (await shows(page, "minutes", "#throughput rect")).throughput;
	const drawn = await rects(page, "#throughput rect");
	const good = drawn.filter((r) => r.is === "good"), bad = drawn.filter((r) => r.is === "bad-bar");
	const sums = told.map((m) => m.succeeded + m.failed), most = Math.max(...sums);
	const tall = Math.max(...good.map((r, i) => r.at[3] + bad[i].at[3]));
	if (JSON.stringify(told.map((m) => [m.succeeded, m.failed])) !== "[[3,0],[1,2],[4,0]]")
		wrong("minutes are told as " + JSON.stringify(told));
	if (good.length !== told.length || bad.length !== told.length)
		return wrong(`${good.length} and ${bad.length} bars for ${told.length} minutes`);
	told.forEach((m, i) => {
		const [x, y, width, height] = good[i].at, [, top, , more] = bad[i].at;
		if (!near(height / tall, m.succeeded / most) || !near(more / tall, m.failed / most))
			wrong(`minute ${i}: ${height} and ${more} of ${tall} for ` + JSON.stringify(m));
		if (!near(top + more, y) || bad[i].at[0] !== x)
			wrong(`minute ${i}: what failed does not stand on what was read`);
		if (x < 0 || x + width > 600)
			wrong(`minute ${i} stands at ${x}`);
	});
	/* The third came two minutes after the second, which came one after the first. */
	if (!near(good[2].at[0] - good[1].at[0], 2 * (good[1].at[0] - good[0].at[0])))
		wrong("bars do not stand where their minutes are");
};

const lookAtFields = async (page) => {
	const v = await shows(page, "read", "#fields rect"), drawn = await rects(page, "#fields rect");
	const wide = (is) => drawn.filter((r) => r.is === is).map((r) => r.at[2]);
	const rows = await table(page, "fields"), fields = v.fields.filter((f) => f.required);
	const part = (n) => Math.round(100 * n / v.records.sheets) + " %";
	if (!fields.some((f) => f.filled > 0))
		wrong("nothing was read, so that nothing is drawn of fields");
	fields.forEach((f, i) => {
		if (rows[i].slice(0, 4).join() !== [f.term, part(f.filled), part(f.sound), part(f.seen)].join())
			wrong(`${rows[i]} for ${JSON.stringify(f)}`);
		if (!near(wide("bar-filled")[i], 100 * f.filled / v.records.sheets) ||
			!near(wide("bar-sound")[i], 100 * f.sound / v.records.sheets))
			wrong(`${f.term} is drawn as ${wide("bar-filled")[i]}, ${wide("bar-sound")[i]}`);
	});
	const models = await table(page, "models");
	if (models.map((row) => row.slice(0, 3).join()).join(";") !==
		v.models.map((m) => [m.model, m.succeeded, m.failed].join()).join(";"))
		wrong("models: " + JSON.stringify(models));
	return v;
};

/* Rows of batches, and no word of theirs in two lines. */
const lookAtBatches = async (page, v) => {
	const rows = await table(page, "batches"), told = v.batches.chunks;
	if (rows.length !== 2 || told.length !== 2)
		return wrong(`${rows.length} rows for ${told.length} batches`);
	told.forEach((c, i) => {
		const wanted = [c.chunk, c.status || c.state, c.model, `${c.completed == null ? "–" : c.completed}/${c.requests}`];
		const cost = c.state === "collected" ? "$0.25" : "at most $0.50";
		if (rows[i].slice(0, 4).join() !== wanted.join() || rows[i][6] !== cost)
			wrong(`a batch is shown as ${rows[i]}, not ${wanted}`);
	});
	const words = await page.textContent("#batches-words");
	if (!words.startsWith("2 batches, 1 open; 3 sheets in flight; reserved $0.50"))
		wrong("batches are told as " + words);
	for (const width of [1280, 360]) {
		await page.setViewportSize({width, height: 900});
		const broken = await page.evaluate(() => [...document.querySelectorAll("#batches td, #batches th")]
			.filter((cell) => /^[^\s-]+$/.test(cell.textContent)).filter((cell) => {
				const text = document.createRange();
				text.selectNodeContents(cell);
				return new Set([...text.getClientRects()].map((r) => Math.round(r.top))).size > 1;
			}).map((cell) => cell.textContent));
		if (broken.length > 0)
			wrong(`at ${width} these are broken: ${broken}`);
	}
	await page.setViewportSize({width: 1280, height: 900});
};

/* Each box of a value lies on the picture where it is told that it stands. */
const lookAtBoxes = async (page) => {
	const run = await page.inputValue("#run");
	const queue = await asks(page, "/api/records", {run, limit: 10});
	const id = queue.records.find((r) => !r.failed).specimen_id;
	await page.click(`#queue button[data-id="${id}"]`);
	await page.waitForSelector("#picture svg image", WAIT);
	await page.click("#labels button[value='0']");
	await page.waitForSelector("#picture svg[aria-label^='The sheet'] rect", WAIT);
	const record = await asks(page, "/api/record", {run, id}), drawn = await rects(page, "#picture rect");
	const boxes = record.values.filter((f) => f.term !== "verbatimLabel")
		.flatMap((f) => (f.boxes || []).map((box) => ({term: f.term, at: box})));
	const labels = drawn.filter((r) => r.is.includes("label")), values = drawn.filter((r) => r.term);
	if (boxes.length === 0 || labels.length !== record.labels.length || values.length !== boxes.length)
		wrong(`${labels.length} labels of ${record.labels.length}, ${values.length} boxes of ${boxes.length}`);
	if (record.sheet.turn === 0)
		boxes.forEach((box, i) => {
			if (values[i].term !== box.term || values[i].at.join() !== box.at.join())
				wrong(`${box.term} at ${box.at} is drawn as ${values[i].term} at ${values[i].at}`);
		});
	await page.screenshot({path: shots + "/boxes.png", fullPage: true});
	await page.keyboard.press("Escape");
};

/* What is drawn is what is told. */
const lookAtPlots = async (page) => {
	await page.setViewportSize({width: 1280, height: 900});
	await lookAtMinutes(page);
	if (await page.evaluate(() => document.getElementById("run").options.length) > 4) {
		const v = await lookAtFields(page);
		await lookAtBatches(page, v);
		await lookAtBoxes(page);
		await page.screenshot({path: shots + "/plots.png", fullPage: true});
	} else {
		console.error("page_look: no OCR here: fields, batches and boxes are not looked at");
	}
	await pick(page, "log");
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
		await lookAtPlots(tab);
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
