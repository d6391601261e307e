"use strict";
/*
 * The page: how runs stand, live.
 *
 * 1. Nothing is ever put into the document as HTML: text is set as text.
 * 2. Of all tabs that show a run one has the stream (Web Locks) and tells the
 *    others (BroadcastChannel); when it is closed another takes its place.
 *    Where a browser has no such locks each has its own.
 * 3. Where no stream comes through it asks every three seconds, and says so.
 */
(() => {
const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const EVENTS_KEPT = 500;
const ROWS = 50;
const POLL_MS = 3000;
const SILENT_MS = 40000;

const el = (name, props, ...children) => {
	const node = document.createElement(name);
	for (const [key, value] of Object.entries(props || {}))
		if (key in node && key !== "list")
			node[key] = value;
		else
			node.setAttribute(key, value);
	node.append(...children);
	return node;
};
const svg = (name, attributes, ...children) => {
	const node = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes || {}))
		node.setAttribute(key, value);
	node.append(...children);
	return node;
};

/* --- words ----------------------------------------------------------------- */

const count = new Intl.NumberFormat("en");
const number = (n) => n == null ? "–" : count.format(n);
const things = (n, what) => number(n) + " " + what + (n === 1 ? "" : "s");
const share = (n) => n == null ? "–" : (n * 100).toFixed(1) + " %";
const money = (n) => n == null ? "–" : "$" + n.toFixed(n > 0 && n < 0.1 ? 4 : 2);
const part = (n, all) => all > 0 && n != null ? Math.round(100 * n / all) + " %" : "–";
const span = (s) => {
	if (s == null)
		return "–";
	if (s < 90)
		return Math.round(s) + " s";
	if (s < 5400)
		return Math.round(s / 60) + " min";
	return Math.floor(s / 3600) + " h " + String(Math.floor(s / 60) % 60).padStart(2, "0");
};
const clock = (stamp) => stamp ? new Date(stamp).toLocaleTimeString() : "";
const moment = (stamp) => stamp ? new Date(stamp).toLocaleString() : "–";

/* --- asking ---------------------------------------------------------------- */

const ask = async (path, args) => {
	const query = new URLSearchParams(args).toString();
	const answer = await fetch(path + (query ? "?" + query : ""));
	if (answer.status === 401) {
		/* The server was started anew: its cookie is another one. */
		location.reload();
		throw new Error("a new server wants its token");
	}
	const body = await answer.json();
	if (!answer.ok)
		throw new Error(body.error);
	return body;
};

const tellLink = (text, bad) => {
	if ($("link").textContent !== text)
		$("link").textContent = text;
	$("link").classList.toggle("bad", !!bad);
};

/* --- figures --------------------------------------------------------------- */

const drawFigures = (v) => {
	/* What is not known, or over, is left out. */
	const runs = v.state === "working";
	const rows = [
		["Read", number(v.succeeded)], ["Failed", number(v.failed)],
		["Success", share(v.success_rate)],
		runs && v.per_minute ? ["A minute", v.per_minute.toFixed(1)] : null,
		runs && v.eta_s != null ? ["Left", span(v.eta_s)] : null,
		v.elapsed_s == null ? null : [runs ? "So far" : "Took", span(v.elapsed_s)],
		["Cost", money(v.cost_usd)],
		runs && v.projected_usd != null ? ["In all, about", money(v.projected_usd)] : null,
		v.budget_usd == null ? null : ["Budget", money(v.budget_usd)],
	].filter(Boolean);
	$("figures").replaceChildren(...rows.map(([name, value]) =>
		el("div", {}, el("dt", {textContent: name}), el("dd", {textContent: value}))));
	$("bar").hidden = !v.total; /* of how many nobody has told, as of an import */
	$("bar").value = v.total ? v.done / v.total : 0;
	const kinds = Object.entries(v.failures || {}).map(([k, n]) => k + " " + n).join(", ");
	$("progress-words").textContent =
		(v.total ? number(v.done) + " of " + things(v.total, "sheet") + ", " + part(v.done, v.total)
			: things(v.done, "sheet")) +
		(v.work && v.work.length ? "; " + v.work.length + " at work" : "") +
		(kinds ? "; failures: " + kinds : "");
};

/* The last two hours, a bar for each minute: read, and failed on top. */
const drawThroughput = (minutes) => {
	const w = 600, h = 120, bottom = 18, top = 12;
	if (!minutes || minutes.length === 0) {
		$("throughput").replaceChildren(el("p", {textContent: "Nothing was read lately."}));
		return;
	}
	const at = minutes.map((m) => Date.parse(m.minute) / 60000);
	const last = at[at.length - 1], first = Math.min(at[0], last - 29);
	const step = w / (last - first + 1);
	const most = Math.max(...minutes.map((m) => m.succeeded + m.failed), 1);
	const high = (n) => n / most * (h - bottom - top);
	const sum = minutes.reduce((n, m) => n + m.succeeded + m.failed, 0);
	const plot = svg("svg", {viewBox: `0 0 ${w} ${h}`, role: "img",
		"aria-label": `${sum} sheets in ${last - first + 1} minutes, ${most} in the best of them`});
	minutes.forEach((m, i) => {
		const x = (at[i] - first) * step, bar = Math.max(step - 1, .8);
		const good = high(m.succeeded), bad = high(m.failed);
		plot.append(
			svg("rect", {class: "good", x, y: h - bottom - good, width: bar, height: good}),
			svg("rect", {class: "bad-bar", x, y: h - bottom - good - bad, width: bar, height: bad}));
	});
	const words = (x, y, anchor, text) => {
		const node = svg("text", {x, y, "text-anchor": anchor});
		node.textContent = text;
		return node;
	};
	plot.append(svg("line", {class: "axis", x1: 0, x2: w, y1: h - bottom, y2: h - bottom}),
		words(0, h - 4, "start", clock(first * 60000)),
		words(w, h - 4, "end", clock(last * 60000)),
		words(0, 10, "start", "most: " + most));
	$("throughput").replaceChildren(plot);
};

const cells = (...values) => values.map((value, i) =>
	i === 0 ? el("th", {scope: "row", textContent: value})
		: el("td", {className: "n", textContent: value}));

const drawModels = (models) => {
	$("models").tBodies[0].replaceChildren(...(models || []).map((m) =>
		el("tr", {}, ...cells(m.model, number(m.succeeded), number(m.failed),
			part(m.succeeded, m.succeeded + m.failed), money(m.cost_usd)))));
};

const drawFields = (v) => {
	const sheets = v.records ? v.records.sheets : v.succeeded;
	const all = $("all-fields").checked || !v.records;
	const list = (v.fields || []).filter((f) => all ? f.filled > 0 || f.required : f.required);
	$("records-words").textContent = v.records
		? `${things(v.records.sheets, "record")}; complete ${Math.round(v.records.completeness_mean)} %, ` +
			`sound ${Math.round(v.records.soundness_mean)} %, doubt ${(v.records.doubt_mean || 0).toFixed(2)}; ` +
			Object.entries(v.records.by_status).filter(([, n]) => n > 0)
				.map(([word, n]) => words(word) + " " + number(n)).join(", ")
		: "There is no index of this run yet: what its lines fill.";
	$("fields").tBodies[0].replaceChildren(...list.map((f) => {
		const width = (n) => sheets > 0 && n != null ? Math.min(100, 100 * n / sheets) : 0;
		const plot = svg("svg", {viewBox: "0 0 100 8", preserveAspectRatio: "none",
			height: 10, "aria-hidden": "true"},
			svg("rect", {class: "bar-back", width: 100, height: 8}),
			svg("rect", {class: "bar-filled", width: width(f.filled), height: 8}),
			svg("rect", {class: "bar-sound", width: width(f.sound), height: 8}));
		return el("tr", {}, ...cells(f.term, part(f.filled, sheets), part(f.sound, sheets),
			part(f.seen, sheets)), el("td", {className: "plot"}, plot));
	}));
};

const drawBatches = (b) => {
	$("s-batches").hidden = !b;
	if (!b)
		return;
	$("batches-words").textContent = number(b.n) + (b.n === 1 ? " batch, " : " batches, ") + number(b.open) + " open" +
		(b.unresolved ? `, ${b.unresolved} unresolved` : "") +
		`; ${number(b.in_flight)} sheets in flight; reserved ${money(b.reserved_usd)}` +
		(b.may_usd ? `; may have cost ${money(b.may_usd)}` : "");
	$("batches").tBodies[0].replaceChildren(...b.chunks.map((c) =>
		el("tr", {}, el("th", {scope: "row", textContent: c.chunk}),
			el("td", {textContent: [c.status || c.state, c.why].filter(Boolean).join(": ")}),
			el("td", {textContent: c.model}),
			el("td", {className: "n", textContent: number(c.completed) + "/" + number(c.requests)}),
			el("td", {className: "n", textContent: number(c.failed)}),
			el("td", {textContent: moment(c.ends_by)}),
			el("td", {className: "n", textContent: c.cost_usd || !c.reserved_usd
				? money(c.cost_usd) : "at most " + money(c.reserved_usd)}))));
};

const drawCurators = (list) => {
	$("s-curators").hidden = !list || list.length === 0;
	$("curators").tBodies[0].replaceChildren(...(list || []).map((c, i) =>
		el("tr", {}, ...cells(c.who || "curator " + (i + 1), number(c.decided_today),
			c.per_hour == null ? "–" : c.per_hour.toFixed(0)),
			el("td", {textContent: clock(c.since)}))));
};

const runWords = (r) => [r.name, r.state, r.total ? part(r.done, r.total) : ""].filter(Boolean).join(" · ");

let view = null;
const drawView = (v) => {
	steerOn(view, v);
	view = v;
	document.title = (v.total ? part(v.done, v.total) + " · " : "") + v.name + " · vasculum";
	const option = $("run").selectedOptions[0];
	if (option && option.value === v.key)
		option.textContent = runWords(v);
	$("state").textContent = v.state;
	$("state").className = "badge " + v.state;
	$("trouble").hidden = !v.trouble && v.state !== "gone";
	$("trouble").textContent = v.trouble || "This run is not there any more.";
	drawFigures(v);
	drawThroughput(v.throughput);
	drawModels(v.models);
	drawFields(v);
	drawBatches(v.batches);
	drawCurators(v.curators);
	keepQueue(v);
};

/* --- events ---------------------------------------------------------------- */

let events = [];
/* What else there is, its type tells: a start, a pause, an act of review. */
const SAYS_ITSELF = ["read", "failed", "notice"];
/* A notice stands where the line does that it came of. */
const eventKey = (e) => [e.offset, e.type, e.text].join(" ");
const eventLine = (e) => el("p", {className: e.class},
	el("time", {dateTime: e.at || "", textContent: clock(e.at) + " "}),
	[SAYS_ITSELF.includes(e.class) ? e.class : e.type, e.sheet || e.specimen_id, e.text].filter(Boolean).join("  "));

const drawEvents = () => {
	if ($("hold").checked)
		return;
	const only = $("class").value, log = $("events");
	const end = log.scrollTop + log.clientHeight > log.scrollHeight - 30;
	log.replaceChildren(...events.filter((e) => !only || e.class === only).slice(-200).map(eventLine));
	if (end)
		log.scrollTop = log.scrollHeight;
};

let drawing = false;
const addEvents = (list) => {
	for (const e of list)
		if (e.class && ![...$("class").options].some((o) => o.value === e.class))
			$("class").append(el("option", {value: e.class, textContent: e.class}));
	/* What was is asked for while the stream tells it: in its order, and once. */
	const known = new Set(events.map(eventKey));
	events = events.concat(list.filter((e) => !known.has(eventKey(e))))
		.sort((a, b) => a.offset - b.offset).slice(-EVENTS_KEPT);
	if (drawing)
		return;
	drawing = true;
	setTimeout(() => { drawing = false; drawEvents(); }, 50);
};

/* --- live ------------------------------------------------------------------ */

let run = null, source = null, last = "", heard = 0, behind = 0, polls = null, leave = null, channel = null;

const take = (m) => {
	heard = Date.now();
	if (m.id)
		last = m.id;
	if (m.anew)
		events = [];
	if (m.event)
		addEvents([m.event]);
	if (m.view)
		drawView(m.view);
};
/* What the one tab hears, all hear. */
const spread = (m) => {
	take(m);
	if (channel)
		channel.postMessage(m);
};

const poll = async () => {
	const asked = run;
	try {
		const [v, e] = await Promise.all([ask("/api/status", {run}),
			ask("/api/events", last ? {run, after: last} : {run})]);
		if (asked !== run)
			return;
		if (e.anew)
			events = [];
		addEvents(e.events);
		if (e.events.length)
			last = e.events[e.events.length - 1].id || "";
		/* The stream is held back on its way: it is behind what was asked. */
		behind = source && view && v.revision > view.revision ? behind + 1 : 0;
		drawView(v);
		heard = Date.now();
		if (source && behind > 1) {
			source.close();
			source = null;
			pollOn();
		}
		if (polls !== null)
			tellLink("asks every 3 s", false);
	} catch (error) {
		tellLink(error instanceof TypeError ? "the server does not answer" : error.message, true);
	}
};
const pollOn = () => {
	if (polls === null) {
		polls = setInterval(poll, POLL_MS);
		poll();
	}
};
const pollOff = () => {
	clearInterval(polls);
	polls = null;
};

const openStream = () => {
	if (!window.EventSource) {
		pollOn();
		return;
	}
	const opening = source =
		new EventSource("/api/events?" + new URLSearchParams(last ? {run, after: last} : {run}));
	/* Until it is open, or where it never is. */
	setTimeout(() => source === opening && opening.readyState !== EventSource.OPEN && pollOn(), POLL_MS);
	source.addEventListener("open", () => { pollOff(); heard = Date.now(); tellLink("live", false); });
	source.addEventListener("anew", () => spread({anew: true}));
	source.addEventListener("status", (e) => spread({view: JSON.parse(e.data)}));
	source.addEventListener("log", (e) => spread({event: JSON.parse(e.data), id: e.lastEventId}));
	source.addEventListener("error", () => {
		tellLink("the server does not answer", true);
		/* Refused for good: a browser asks no more by itself. */
		if (source && source.readyState === EventSource.CLOSED) {
			source = null;
			pollOn();
		}
	});
};

const closeLive = () => {
	if (source)
		source.close();
	source = null;
	if (leave)
		leave();
	leave = null;
	if (channel)
		channel.close();
	channel = null;
	pollOff();
};

const openLive = () => {
	if (!navigator.locks || !window.BroadcastChannel) {
		openStream();
		return;
	}
	const name = "vasculum " + run;
	channel = new BroadcastChannel(name);
	channel.onmessage = (e) => { tellLink("live", false); take(e.data); };
	const stop = new AbortController();
	let release = () => {};
	leave = () => { stop.abort(); release(); };
	navigator.locks.request(name, {signal: stop.signal}, () => {
		openStream();
		return new Promise((done) => { release = done; });
	}).catch(() => {});
	/* Whoever has the stream tells what comes; this tab needs what was. */
	poll();
};

/* A tab that hears nothing asks for itself: the dead are told. */
setInterval(() => {
	if (run !== null && !source && polls === null && Date.now() - heard > POLL_MS * 2)
		poll();
	if (source && (behind > 0 || Date.now() - heard > SILENT_MS))
		poll();
	if (view)
		keepQueue(view);
}, POLL_MS);

const showRun = (key) => {
	closeLive();
	run = key;
	last = "";
	behind = 0;
	events = [];
	view = steer = counted = null;
	drawSteer();
	drawEvents();
	closeRecord();
	/* Also where the token stood there. */
	history.replaceState(null, "", "#" + key);
	openLive();
	loadQueue(true);
};

const loadRuns = async () => {
	let list;
	try {
		const all = await ask("/api/runs");
		list = all.runs;
		control = all.control;
	} catch (error) {
		if (run === null)
			tellLink("the server does not answer", true);
		return;
	}
	const wanted = run || location.hash.slice(1);
	const known = list.some((r) => r.key === wanted);
	$("run").replaceChildren(...list.map((r) => el("option", {value: r.key,
		textContent: runWords(view && view.key === r.key ? view : r)})));
	if (list.length === 0) {
		$("trouble").hidden = false;
		$("trouble").textContent = "There are no runs in this folder yet.";
		return;
	}
	$("run").value = known ? wanted : list[0].key;
	if (run === null)
		showRun($("run").value);
};

/* --- the queue ------------------------------------------------------------- */

let rows = 0, asking = null;
const words = (status) => status.toLowerCase().replace("_", " ");
const rowNode = (r) => el("li", {}, el("button", {type: "button", "data-id": r.specimen_id,
	onclick: () => showRecord(r.specimen_id)},
	el("span", {className: "n", textContent: r.failed ? "failed" : r.blank ? "blank"
		: r.doubt == null ? "–" : r.doubt.toFixed(2)}),
	el("span", {}, el("span", {className: "what", textContent: r.name || r.image}), " ",
		[r.collector, r.number, r.date].filter(Boolean).join(" ")),
	el("span", {className: "why", textContent: [r.status === "PENDING" ? "" : words(r.status),
		r.flagged ? "flagged" : "", ...r.reasons].filter(Boolean).join("; ")})));

/* The last that is asked for is shown: each question may be overtaken. */
const loadQueue = async (fresh) => {
	const mine = asking = {};
	try {
		const q = await ask("/api/records", {run, where: $("where").value,
			offset: fresh ? 0 : rows, limit: ROWS});
		if (mine !== asking)
			return;
		if (fresh) {
			$("queue").replaceChildren();
			rows = 0;
		}
		$("queue").append(...q.records.map(rowNode));
		rows += q.records.length;
		$("queue-words").textContent = `${number(rows)} of ${things(q.total, "record")}`;
		$("more").hidden = rows >= q.total || q.records.length === 0;
	} catch (error) {
		if (mine !== asking)
			return;
		$("queue").replaceChildren();
		$("more").hidden = true;
		$("queue-words").textContent = error.message;
	}
};

/* While nobody is in it, what was read meanwhile comes by itself; now and then,
 * and where more is shown than the beginning not at all. */
let counted = null, queued = 0;
const keepQueue = (v) => {
	const n = v.records ? v.records.sheets : null;
	if (counted === null)
		counted = n;
	if (n === counted || record || rows > ROWS || $("queue").contains(document.activeElement) ||
		Date.now() - queued < 5000)
		return;
	counted = n;
	queued = Date.now();
	loadQueue(true);
};

/* --- a record -------------------------------------------------------------- */

let record = null, coming = null;
const closeRecord = () => {
	record = coming = null;
	$("s-record").hidden = true;
};

let chosen = null;
const choose = (term) => {
	chosen = term;
	for (const node of document.querySelectorAll("#picture [data-term], #values tr"))
		node.classList.toggle("chosen", node.dataset.term === term);
};

/* A point of the stored picture, in the upright one that is shown of `crop`. */
const turned = (box, crop, turn) => {
	const [x, y, w, h] = [box[0] - crop[0], box[1] - crop[1], box[2], box[3]];
	if (turn === 90)
		return [crop[3] - y - h, x, h, w];
	if (turn === 180)
		return [crop[2] - x - w, crop[3] - y - h, w, h];
	if (turn === 270)
		return [y, crop[2] - x - w, h, w];
	return [x, y, w, h];
};
const inside = (box, crop) => box[0] < crop[0] + crop[2] && box[0] + box[2] > crop[0] &&
	box[1] < crop[1] + crop[3] && box[1] + box[3] > crop[1];

/* What a picture is of: its box and turn, or null: nobody has looked. */
const frameOf = (label) => {
	const found = record.labels.find((l) => l.label === label);
	if (found)
		return found.turn >= 0 ? found : null;
	return label === 0 && record.sheet ? {box: [0, 0, ...record.sheet.size], turn: record.sheet.turn} : null;
};

/* The boxes of what stands on it; of the sheet also where labels are. */
const drawBoxes = (plot, frame, label) => {
	const put = (box, props) => {
		const [x, y, width, height] = turned(box, frame.box, frame.turn);
		plot.append(svg("rect", {x, y, width, height, ...props}));
	};
	if (label === 0)
		record.labels.forEach((l) => put(l.box, {class: "box label"}));
	for (const v of record.values)
		for (const box of v.boxes || [])
			if (inside(box, frame.box) && v.term !== "verbatimLabel")
				put(box, {class: "box", "data-term": v.term});
};

const showPicture = (label) => {
	const of = record, frame = frameOf(label);
	for (const button of $("labels").children)
		button.setAttribute("aria-pressed", String(button.value === String(label)));
	const source = "/picture?" + new URLSearchParams({run, id: record.specimen_id, label, width: 1400});
	const image = new Image();
	image.onload = () => {
		if (record !== of)
			return;
		const [w, h] = !frame ? [image.naturalWidth, image.naturalHeight]
			: frame.turn % 180 ? [frame.box[3], frame.box[2]] : [frame.box[2], frame.box[3]];
		const plot = svg("svg", {viewBox: `0 0 ${w} ${h}`, role: "img",
			"aria-label": (label ? "Label " + label : "The sheet") + " of " + record.image},
			svg("image", {href: source, width: w, height: h, preserveAspectRatio: "none"}));
		if (frame)
			drawBoxes(plot, frame, label);
		$("picture").replaceChildren(el("a", {href: source.replace("width=1400", "width=2400"),
			target: "_blank", rel: "noopener", title: "Larger"}, plot));
		choose(chosen);
	};
	image.onerror = () => $("picture").replaceChildren(el("p", {textContent: "There is no picture of this to show."}));
	$("picture").replaceChildren(el("p", {textContent: "The picture comes…"}));
	image.src = source;
};

/* A value that is a list of things (determinations) as lines of words. */
const valueNodes = (value) => {
	let list;
	try {
		list = JSON.parse(value);
	} catch (e) {
		return [value];
	}
	if (!Array.isArray(list) || !list.every((i) => i && typeof i === "object"))
		return [value];
	return list.map((i) => el("p", {textContent: Object.values(i).join(" · ")}));
};
const rowOf = (step) => {
	const list = [...$("queue").querySelectorAll("button")];
	const at = list.findIndex((b) => record && b.dataset.id === record.specimen_id);
	return at < 0 ? null : list[at + step] || null;
};

const showRecord = async (id) => {
	const mine = coming = {};
	let found;
	try {
		found = await ask("/api/record", {run, id});
	} catch (error) {
		if (mine === coming)
			$("queue-words").textContent = error.message;
		return;
	}
	if (mine !== coming)
		return;
	record = found;
	chosen = null;
	$("before").disabled = !rowOf(-1);
	$("next").disabled = !rowOf(1);
	$("s-record").hidden = false;
	$("record-words").textContent = [record.image, words(record.status),
		record.doubt == null ? "" : "doubt " + record.doubt.toFixed(2), record.error].filter(Boolean).join(" · ");
	$("labels").replaceChildren(...record.labels.map((l) => l.label).concat(0).map((n) =>
		el("button", {type: "button", value: String(n), textContent: n ? "Label " + n : "Sheet",
			onclick: () => showPicture(n)})));
	$("values").tBodies[0].replaceChildren(...record.values.map((v) => {
		const said = record.verdicts.filter((w) => w.term === v.term).map((w) => w.message);
		return el("tr", {"data-term": v.term, onmouseenter: () => choose(v.term)},
			el("th", {scope: "row"}, el("button", {type: "button", textContent: v.term,
				onfocus: () => choose(v.term), onclick: () => choose(v.term)})),
			el("td", {}, ...valueNodes(v.value), ...said.map((text) => el("div", {className: "unsure", textContent: text}))),
			el("td", {className: "n", textContent: v.confidence == null ? "–" : Math.round(v.confidence * 100) + " %"}),
			el("td", {textContent: v.support || (v.boxes ? "read there" : "–")}));
	}));
	showPicture(record.labels.length ? record.labels[0].label : 0);
	$("h-record").focus();
};
const leaveRecord = () => {
	const row = rowOf(0);
	closeRecord();
	(row || $("where")).focus();
};

/* --- steering --------------------------------------------------------------- */

let control = false, steer = null, steered = 0, way = null, foreseeing = null;
const WAYS = {start: "Start", pause: "Pause", resume: "Resume", stop: "Stop"};

const drawSteer = () => {
	const can = steer ? steer.can : [];
	const now = [...$("steer").children].map((b) => b.value);
	$("steer").hidden = can.length === 0;
	if (now.join() !== can.join())
		$("steer").replaceChildren(...can.map((w) => el("button", {type: "button", value: w,
			textContent: WAYS[w] + "…", onclick: () => openDialog(w)})));
	$("steer-words").textContent = !steer ? "" : steer.error ? "The last start: " + steer.error
		: steer.holder && can.length === 0 ? "Extracted by " + steer.holder : "";
};
const loadSteer = async (budget) => {
	const asked = run;
	steered = Date.now();
	const s = await ask("/api/control", budget === undefined ? {run} : {run, budget});
	if (asked !== run)
		return null;
	steer = s;
	drawSteer();
	return s;
};
/* What can be done changes with how the run stands. */
const steerOn = (was, v) => {
	if (control && v.kind === "run" &&
		(!steer || !was || was.state !== v.state || was.live !== v.live || Date.now() - steered > 2000))
		loadSteer().catch(() => {});
};

const foresee = async () => {
	const budget = $("dialog-budget").value.trim();
	const mine = foreseeing = {};
	const mineStill = () => foreseeing === mine && $("dialog").open && way === "start";
	$("dialog-do").disabled = true;
	$("dialog-wrong").textContent = "";
	$("dialog-cost").textContent = "Counting the sheets that are left…";
	try {
		let s = await loadSteer(budget);
		while (s && s.foresees && mineStill()) {
			await new Promise((done) => setTimeout(done, 300));
			if (mineStill())
				s = await loadSteer(budget);
		}
		if (!s || !mineStill())
			return;
		const f = s.forecast;
		$("dialog-cost").textContent = !f ? "" : f.sheets === 0 ? "There is nothing to do: " + f.words + "."
			: `It reads ${f.words}, with ${f.model} (${f.engine}).` +
				(f.done ? ` ${number(f.done)} were read before.` : "") +
				(f.failed ? ` ${number(f.failed)} failed before, and stay out.` : "");
		/* Where nothing can cost, nothing is asked. */
		$("dialog-free").hidden = !f || f.bills;
		$("dialog-money").hidden = !!f && !f.bills && f.basis === "nothing";
		if ($("dialog-money").hidden)
			$("dialog-no").focus();
		$("dialog-wrong").textContent = !f ? s.error || "" : f.bills && !budget
			? "Name the most that the run may cost." : "";
		$("dialog-do").disabled = !f || f.sheets === 0 || (f.bills && !budget);
	} catch (error) {
		if (mineStill()) {
			$("dialog-cost").textContent = "";
			$("dialog-wrong").textContent = error.message;
		}
	}
};

const openDialog = (w) => {
	const flight = view && view.work ? view.work.length : 0;
	const rest = view.total ? view.total - view.done : 0;
	const left = rest > 0 ? things(rest, "sheet") + (rest === 1 ? " is left" : " are left") : "";
	const inFlight = (flight === 1 ? "The sheet in flight is" : flight > 1 ? `The ${flight} sheets in flight are`
		: "Sheets in flight are") + " finished, and paid";
	way = w;
	$("dialog-head").textContent = `${WAYS[w]} the extraction of ${view.name}?`;
	$("dialog-what").textContent = {
		start: "It goes by what the run remembers: its photographs, engine and model. " +
			"This server extracts; it can be paused and stopped here. What is read is not read again." +
			(view.cost_usd ? ` The run has cost ${money(view.cost_usd)} so far.` : ""),
		pause: inFlight + " where somebody bills; no other is begun until it is resumed.",
		resume: "It goes on where it was" + (left ? "; " + left : "") +
			(view.projected_usd != null ? `, about ${money(view.projected_usd)} in all` : "") + ".",
		stop: inFlight + " where somebody bills; then it ends" + (left ? ", and " + left : "") +
			". A start goes on where it was, and pays for nothing twice.",
	}[w];
	$("dialog-start").hidden = w !== "start";
	$("dialog-do").textContent = WAYS[w];
	$("dialog-do").disabled = w === "start";
	$("dialog-wrong").textContent = "";
	$("dialog-free").hidden = true;
	$("dialog-money").hidden = false;
	$("dialog-budget").value = "";
	$("dialog").showModal();
	(w === "start" ? $("dialog-budget") : $("dialog-no")).focus();
	if (w === "start")
		foresee();
};

const doSteer = async () => {
	const order = {run, do: way};
	$("dialog-do").disabled = true;
	try {
		if (way === "start" && $("dialog-budget").value.trim()) {
			order.budget = Number($("dialog-budget").value.trim());
			if (!(order.budget > 0))
				throw new Error("A budget is a number of US dollars above 0.");
		}
		const answer = await fetch("/api/control", {method: "POST",
			headers: {"Content-Type": "application/json"}, body: JSON.stringify(order)});
		if (!answer.ok)
			throw new Error((await answer.json()).error);
		$("dialog").close();
	} catch (error) {
		$("dialog-wrong").textContent = error instanceof TypeError ? "The server does not answer." : error.message;
		$("dialog-do").disabled = false;
		return;
	}
	/* What comes of it is told soon, or why it could not be. */
	for (let i = 0; i < 6; i++) {
		await new Promise((done) => setTimeout(done, 500));
		await loadSteer().catch(() => {});
	}
};

/* --- beginning -------------------------------------------------------------- */

$("run").addEventListener("change", () => showRun($("run").value));
$("all-fields").addEventListener("change", () => view && drawFields(view));
$("class").addEventListener("change", drawEvents);
$("hold").addEventListener("change", drawEvents);
$("more").addEventListener("click", () => loadQueue(false));
$("close").addEventListener("click", leaveRecord);
for (const [id, step] of [["before", -1], ["next", 1]])
	$(id).addEventListener("click", () => { const row = rowOf(step); if (row) showRecord(row.dataset.id); });
$("dialog-form").addEventListener("submit", (e) => { e.preventDefault(); doSteer(); });
$("dialog-no").addEventListener("click", () => $("dialog").close());
let typed = null;
$("dialog-budget").addEventListener("input", () => { clearTimeout(typed); $("dialog-do").disabled = true; typed = setTimeout(foresee, 400); });
$("filter").addEventListener("submit", (e) => { e.preventDefault(); loadQueue(true); });
document.addEventListener("keydown", (e) => {
	if (e.key === "Escape" && record && !$("dialog").open)
		leaveRecord();
});
setInterval(loadRuns, 10000);
loadRuns();
})();
